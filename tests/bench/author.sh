# What a module author waits for, and how large the result is: a new module with everything, against the installed SDK, without a compiler cache.
cmake --install "$build" --prefix "$here/sdk" --strip >/dev/null
features=entity,provider,command,page,dashboard,queue,search
[ -z "$smoke" ] || features=entity
export CMAKE_PREFIX_PATH="$here/sdk" CMAKE_GENERATOR=Ninja CCACHE_DISABLE=1
unset CMAKE_CXX_COMPILER_LAUNCHER
"$here/sdk/bin/wowhost" -q module new wow_heirloom --with "$features" --into "$here" >/dev/null
cd "$here/wow_heirloom"
# seconds COMMAND…: "WALL CPU"
seconds() {
    local spent TIMEFORMAT='%R %U %S'
    spent="$({ time "$@" >"$here/log" 2>&1; } 2>&1)" || die "$(cat "$here/log")"
    awk '{ printf "%.1f %.1f", $1, $2 + $3 }' <<<"$spent"
}
fresh() { cmake --preset default && cmake --build --preset default; }
again() { touch "$1" && seconds cmake --build --preset default; }
read -r first first_cpu <<<"$(seconds fresh)"
read -r main main_cpu <<<"$(again src/wow_heirloom.cpp)"
slowest="$main" slowest_cpu="$main_cpu" slowest_file=wow_heirloom.cpp
for file in src/*.cpp; do
    [ -z "$smoke" ] || break
    read -r wall cpu <<<"$(again "$file")"
    [ "$(calc "%d" "($cpu > $slowest_cpu)")" = 0 ] || slowest="$wall" slowest_cpu="$cpu" slowest_file="${file#src/}"
done
read -r tested _ <<<"$(seconds ctest --preset default)"
strip -o "$here/stripped.so" build/modules/wow_heirloom.so
size="$(calc '%.0f' "$(stat -c %s "$here/stripped.so") / 1024")"
row "new module, configured and built" "$first s" - - "<= 15 s" "$(verdict "$first" '<= 15')"
row "its main source changed, built again" "$main s" - - "<= 5 s" "$(verdict "$main" '<= 5')"
row "its slowest source changed, built again" "$slowest s" - - "<= 5 s" "$(verdict "$slowest" '<= 5')"
row "its tests" "$tested s" - - - -
row "its file, stripped" "$size KiB" - - "<= 300 KB" "$(verdict "$size" '<= 293')"
note "$(find src include -name '*.?pp' -exec cat {} + | wc -l) lines, $features; on an idle machine it takes less: processor time was $first_cpu s, $main_cpu s, $slowest_cpu s ($slowest_file)"

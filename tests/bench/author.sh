# What a module author waits for, and how large the result is: a new module with everything, against the installed SDK, without a compiler cache.
cmake --install "$build" --prefix "$here/sdk" --strip >/dev/null
features=entity,provider,command,page,dashboard,queue,search
[ -z "$smoke" ] || features=entity
export CMAKE_PREFIX_PATH="$here/sdk" CMAKE_GENERATOR=Ninja CCACHE_DISABLE=1
unset CMAKE_CXX_COMPILER_LAUNCHER
"$here/sdk/bin/wowhost" -q module new wow_heirloom --with "$features" --into "$here" >/dev/null
cd "$here/wow_heirloom"
seconds() {
    local start
    start="$(date +%s%N)"
    "$@" >"$here/log" 2>&1 || die "$(cat "$here/log")"
    calc '%.1f' "($(date +%s%N) - $start) / 1e9"
}
fresh() { cmake --preset default && cmake --build --preset default; }
first="$(seconds fresh)"
touch src/wow_heirloom.cpp
again="$(seconds cmake --build --preset default)"
strip -o "$here/stripped.so" build/modules/wow_heirloom.so
size="$(calc '%.0f' "$(stat -c %s "$here/stripped.so") / 1024")"
row "new module, configured and built" "$first s" - - "<= 15 s" "$(verdict "$first" '<= 15')"
row "its largest source changed, built again" "$again s" - - "<= 5 s" "$(verdict "$again" '<= 5')"
row "its file, stripped" "$size KiB" - - "<= 300 KB" "$(verdict "$size" '<= 293')"
note "$(find src include -name '*.?pp' -exec cat {} + | wc -l) lines, $features; RelWithDebInfo"

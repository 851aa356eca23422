# `module list` with twenty modules in a process of its own, beside a program that links the same libraries and does nothing.
url="http://127.0.0.1:9"
modules="taxonomy wow wow_realm wow_playable_class wow_playable_race wow_power_type wow_playable_specialization wow_character wow_achievement wow_mount"
new_site "$here"
mkdir "$here/modules"
for module in $modules; do cp "$build/modules/$module.so" "$here/modules"; done
sed -i "s#^modules: .*#modules: { path: [$here/modules, $build/bench_modules] }#" "$WOWHOST_CONFIG"
found=$("$wowhost" --format json module list | grep -o '"status"' | wc -l)
[ "$found" -eq 20 ] || die "module list shows $found modules, expected 20"
{ read -r floor _; read -r wall cpu _; } <<<"$("$build/bin/bench_measure" "$(runs 201)" "$build/bin/bench_bare" -- "$wowhost" module list)"
ratio=$(calc '%.2f' "$wall / $floor")
row "module list, 20 modules, cold process" "$wall ms" "$floor ms" "$ratio" "<= 2" "$(verdict "$ratio" '<= 2')"
note "$(runs 201) runs in turn; processor time of module list: $cpu ms"

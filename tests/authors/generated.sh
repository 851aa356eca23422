#!/usr/bin/env bash
# New modules, built against the installed SDK, tested by their own tests, loaded by the program.
#
#   generated.sh PREFIX FOLDER [FEATURES…]     default: one small and one with everything; with WOWHOST_ALL_TESTS each alone and each pair too
set -euo pipefail
prefix="$1" folder="$2"
shift 2
features=(entity provider command page dashboard queue search)
if [ "$#" -eq 0 ]; then
    set -- command "$(IFS=,; printf '%s' "${features[*]}")"
    if [ -n "${WOWHOST_ALL_TESTS:-}" ]; then
        for ((i = 0; i < ${#features[@]}; i++)); do
            set -- "$@" "${features[i]}"
            for ((j = i + 1; j < ${#features[@]}; j++)); do set -- "$@" "${features[i]},${features[j]}"; done
        done
    fi
fi
export CMAKE_PREFIX_PATH="$prefix" PATH="$prefix/bin:$PATH"
mkdir -p "$folder/generated"
cd "$folder/generated"
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
for list in "$@"; do
    rm -rf wow_heirloom
    wowhost -q module new wow_heirloom --with "$list" >/dev/null
    (cd wow_heirloom && cmake --workflow --preset default) >log 2>&1 || { cat log; fail "$list"; }
    ! grep -n 'warning:' log || fail "$list: warnings"
    provides="$(wowhost --set "modules.path=[$PWD/wow_heirloom/build/modules, $prefix/lib/wowhost/modules]" --set "database.url=sqlite:$PWD/site.db" \
        --format json module info wow_heirloom --load)"
    # shows FEATURE TEXT: what is registered has TEXT in it exactly when the feature was asked for
    shows() {
        local there=no wanted=no
        [[ "$provides" != *"$2"* ]] || there=yes
        [[ ",$list," != *",$1,"* ]] || wanted=yes
        [ "$there" = "$wanted" ] || fail "$list: $2 is there: $there"
    }
    shows provider wow_character.data_provider/1
    shows provider wow_heirloom_collection
    shows command wow_heirloom:list
    shows page '"/wow/heirlooms"'
    shows dashboard wow.dashboard_section/1
    shows queue wow_heirloom:sync
    shows search wow.search_provider/1
    rm -rf site.db*
    printf 'with %s: built, tested, loaded\n' "$list"
done

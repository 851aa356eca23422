#!/usr/bin/env bash
# The rules of the house, checked on the tracked files. Prints each violation; exit 1 when there is one.
#
#   check.sh [ROOT]     ROOT: the source tree (default: this one)
set -uo pipefail
root="${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
cd "$root" || exit 2
violations=0
violation() { printf '%s\n' "$*"; violations=$((violations + 1)); }

files() { find "$@" -type f \( -name '*.cpp' -o -name '*.hpp' \) 2>/dev/null | sort; }
# "file: included path" for every include of a file set.
includes() { files "$@" | xargs -r grep -HoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"][^>"]+[>"]' | sed -E 's/^([^:]+):.*[<"]([^>"]+)[>"]/\1 \2/'; }

# 1. The SDK includes nothing of the host or of modules.
while read -r file path; do
    case "$path" in
        host/* | modules/*) violation "$file includes \"$path\": the SDK must not depend on the host or on modules" ;;
    esac
done < <(includes sdk/include)

# 2. The host includes nothing of modules.
modules=$(find modules -mindepth 1 -maxdepth 1 -type d -printf '%f\n' 2>/dev/null | sort)
while read -r file path; do
    case "$path" in
        modules/*) violation "$file includes \"$path\": the host must not depend on modules" ;;
    esac
    first="${path%%/*}"
    if [ "$first" != "$path" ] && grep -qx "$first" <<<"$modules"; then
        violation "$file includes <$path> of module $first: the host must not depend on modules"
    fi
done < <(includes host)

# 3. Rooms of the host depend downwards only.
below() {
    case "$1" in
        database | http) echo "" ;;
        service) echo "database" ;;
        entity) echo "database service" ;;
        module) echo "database service entity http" ;;
        web) echo "service" ;;
        cli) echo "database service entity http module web" ;;
        *) echo "database service entity http module cli" ;;
    esac
}
while read -r file path; do
    room=$(cut -d/ -f2 <<<"$file")
    case "$path" in
        host/*/*) target=$(cut -d/ -f2 <<<"$path") ;;
        *) continue ;;
    esac
    [ "$target" = "$room" ] && continue
    [ "$room" = main.cpp ] && continue
    grep -qw "$target" <<<"$(below "$room")" || violation "$file includes \"$path\": room $room must not depend on room $target"
done < <(includes host)

# 4. A module includes the SDK, its own headers, and the public headers of what its info file names.
for module in $modules; do
    info="modules/$module/$module.info.yml"
    if [ ! -f "$info" ]; then
        violation "modules/$module has no $module.info.yml"
        continue
    fi
    named=$(sed -E 's/#.*//' "$info" | awk '/^(dependencies|optional):/ {on=1; print; next} /^[a-z]/ {on=0} on' \
        | grep -oE '[a-z][a-z0-9_]*' | sort -u)
    while read -r file path; do
        first="${path%%/*}"
        case "$path" in
            host/* | modules/*) violation "$file includes \"$path\": a module sees the SDK and public headers only" ;;
        esac
        [ "$first" = "$path" ] && continue
        [ "$first" = "$module" ] && continue
        grep -qx "$first" <<<"$modules" || continue
        grep -qx "$first" <<<"$named" || violation "$file includes <$path>, but $info names $first neither under dependencies nor optional"
    done < <(includes "modules/$module")
done

# 5. The host and the SDK know nothing of any game.
while IFS= read -r line; do
    violation "$line: the host and the SDK's headers know nothing of any game"
done < <(grep -rniE 'warcraft|blizzard|battle\.net|battlenet' host sdk/include 2>/dev/null | cut -c1-160)

# 6. A file holds one idea: nothing over 500 lines. Headers have #pragma once.
while read -r count file; do
    [ "$file" = total ] && continue
    [ "$count" -le 500 ] || violation "$file has $count lines: which second idea lives in it?"
done < <(files host sdk modules tests | xargs -r wc -l)
while read -r file; do
    grep -q '^#pragma once' "$file" || violation "$file lacks #pragma once"
done < <(files host sdk modules tests | grep '\.hpp$')

# 7. Nothing of one machine: no absolute path of a home or a checkout.
while IFS= read -r line; do
    violation "$line: an absolute path of one machine"
done < <(git ls-files 2>/dev/null | grep -v '^tests/house/' | xargs -r grep -nE '(^|[^[:alnum:]_.$}])/(home|work|root)/[a-z]' 2>/dev/null | cut -c1-160)

# 8. Every test is run: a `;` in its name ends it for ctest, whose filter then finds no test and passes.
while IFS= read -r file; do
    violation "$file: the name of a test has a \`;\`, so ctest would not run it"
done < <(files tests | xargs -r grep -lPzo 'TEST_CASE\(\s*("[^"]*"\s*)*"[^";]*;' | tr -d '\0')

if [ "$violations" -ne 0 ]; then
    printf '%s violation(s) of the rules of the house\n' "$violations"
    exit 1
fi

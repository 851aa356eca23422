#!/usr/bin/env bash
# Proves that compare.sh finds what breaks modules, and lets pass what does not: on changed copies of the headers.
#
#   compare_finds.sh INCLUDE
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
"$here/layout.sh" "$1" >"$place/1.0.txt"
failed=0
include="$(cd "$1" && pwd)"
changed() { # changed NAME CODE PATTERN HEADER SED…
    local name="$1" code="$2" pattern="$3" header="$4" output status=0
    shift 4
    rm -rf "$place/include"
    cp -r "$include" "$place/include"
    sed -i -E "$@" "$place/include/wowhost/$header"
    cmp -s "$include/wowhost/$header" "$place/include/wowhost/$header" && { echo "$name: the change changes nothing"; failed=1; return; }
    output="$("$here/compare.sh" "$place/1.0.txt" "$place/include" 2>&1)" || status=$?
    if [ "$status" -ne "$code" ] || ! grep -qE -- "$pattern" <<<"$output"; then
        printf '%s: exit %s, expected %s and "%s"\n%s\n' "$name" "$status" "$code" "$pattern" "$output"
        failed=1
    fi
}
changed 'an appended virtual' 1 '^\+ virtual wowhost::Locks slot' services.hpp \
    's/(virtual void release\(const std::string& name\) const = 0;)/\1 virtual void more() const = 0;/'
changed 'a removed virtual' 1 '^- virtual wowhost::Cache slot' services.hpp '/virtual void remove\(const std::string& key\) const = 0;/d'
changed 'a changed parameter' 1 '^- virtual wowhost::Files slot' services.hpp 's/(virtual bool exists\()const std::string& name/\1std::string name/'
changed 'a new member' 1 '^- type wowhost::Cookie size' response.hpp 's/(bool strict = false;)/\1 int more[4] = {};/'
changed 'members in another order' 1 '^- member wowhost::QueueCounts' queue.hpp 's/std::int64_t claimed = 0;/std::int64_t swapped = 0;/'
changed 'an enumerator in the middle' 1 '^- enum Operator' entity.hpp 's/(enum class Operator \{ equal,)/\1 other,/'
changed 'an enumerator at the end' 0 'facts of 1.0 hold' entity.hpp 's/(is_null, is_not_null) \}/\1, is_odd }/'
changed 'a new interface' 0 'facts of 1.0 hold' services.hpp 's/^class Services \{/class Locks2 { public: virtual ~Locks2() = default; virtual void more() const = 0; };\nclass Services {/'
[ "$failed" -eq 0 ] && echo "compare.sh finds what breaks modules"
exit "$failed"

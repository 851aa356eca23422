#!/usr/bin/env bash
# Measures, each bench beside a floor that is built for it and runs in turn with it: what the host adds is the ratio.
#
#   run.sh BUILD [NAME…]      NAME: start author guard upsert memory catalogue lookup characters priority refresh sweep web limiter site; all of them without one
#
# It judges nothing: it ends with 0 unless a bench can't run. Limiter and site run last: eight minutes at 100 requests a second.
set -euo pipefail
folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$folder/../.." && pwd)"
[ "$#" -ge 1 ] || { printf 'run.sh BUILD [NAME…]\n' >&2; exit 2; }
build="$(cd "$1" && pwd)"
shift
wowhost="$build/bin/wowhost"
# shellcheck source=lib.sh
. "$folder/lib.sh"

benches=(start author guard upsert memory catalogue lookup characters priority refresh sweep web limiter site)
if [ "$#" -gt 0 ]; then
    for name in "$@"; do
        [ -f "$folder/$name.sh" ] && [[ " ${benches[*]} " == *" $name "* ]] || die "there is no bench '$name'; there are ${benches[*]}"
    done
    benches=("$@")
fi

recorded="${WOWHOST_RECORDED:-}"
[ -n "$recorded" ] || [ ! -f "$root/../shared/fixtures/battlenet/MANIFEST.json" ] || recorded="$root/../shared/fixtures/battlenet"
replay=()
[ -z "$recorded" ] || replay=(--replay "$recorded")

place="$(mktemp -d)"
trap '"$root/tests/support/postgresql.sh" stop "$place/postgresql"; rm -rf "$place"' EXIT

printf '%s, %s processors, %s MiB; Linux %s; %s; load %s; bodies: %s\n\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
    "$(awk '/^MemTotal/ { printf "%d", $2 / 1024 }' /proc/meminfo)" "$(uname -r)" \
    "$(. /etc/os-release && printf '%s' "$PRETTY_NAME")" "$(cut -d ' ' -f 1-3 /proc/loadavg)" "${recorded:+recorded, else }generated"
row bench measured floor ratio target ''
for name in "${benches[@]}"; do
    mkdir -p "$place/$name"
    set +e # or the lines below would go on after a failure
    # shellcheck source=/dev/null
    (set -e && trap stop_children EXIT && here="$place/$name" && . "$folder/$name.sh")
    status=$?
    set -e
    [ "$status" -eq 0 ] || die "$name could not be measured"
done

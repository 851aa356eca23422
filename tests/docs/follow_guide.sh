#!/usr/bin/env bash
# Follows a guide word for word: runs its `sh` blocks in one shell, saves its blocks with the name of a file ("```yaml site.yml") as that file.
#
#   follow_guide.sh GUIDE PREFIX FOLDER     PREFIX: where wowhost and its SDK are installed; FOLDER: where to work, emptied first
#
# Only the ports, and /usr where the host is installed elsewhere, are put in place of those of the guide.
set -euo pipefail
guide="$1" prefix="$2" folder="$3"
rm -rf "$folder"
mkdir -p "$folder"

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 10000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    printf '%s' "$port"
}
sandbox="$(free_port)" site="$(free_port)"

# The guide as a script.
awk -v quote="'" '
    /^```/ && inside { if (file != "") print "END_OF_FILE"; inside = 0; next }
    /^```sh$/ { inside = 1; file = ""; next }
    /^```[a-z]+ [^ ]+$/ { inside = 1; file = $2; print "cat >" quote file quote " <<" quote "END_OF_FILE" quote; next }
    /^```/ { inside = 2; file = ""; next }
    inside == 1 && file != "" { print; next }
    inside == 1 && NF {
        shown = $0
        gsub(quote, quote "\\" quote quote, shown)
        print "printf " quote "$ %s\\n" quote " " quote shown quote; print; commands++
    }
    END { if (!commands) { print "exit 3" } }' "$guide" |
    sed -E "s#127\.0\.0\.1:8099#127.0.0.1:$sandbox#g; s#127\.0\.0\.1:8080#127.0.0.1:$site#g; s#/usr/#$prefix/#g" >"$folder/guide.sh"

export PATH="$prefix/bin:$PATH" CMAKE_PREFIX_PATH="$prefix"
unset WOWHOST_CONFIG DESTDIR
cd "$folder"
SECONDS=0
set -m # a group of its own, so that what the guide leaves running can be ended
bash -euo pipefail guide.sh </dev/null &
shell=$!
set +m
status=0
wait "$shell" || status=$?
kill -- "-$shell" 2>/dev/null || true
[ "$status" -eq 0 ] || { printf 'FAILED with %s\n' "$status"; exit 1; }
printf '%s commands of %s work, in %s s\n' "$(grep -c '^printf' guide.sh)" "$(basename "$guide")" "$SECONDS"

# Processor time and peak memory per 1,000 full characters (12 documents, 2.3 MB each): fetching and parsing alone, storing for the first time
# and refreshing what has not changed, beside two libraries from npm that only fetch and parse. BENCH_CHARACTERS=N takes N of them.
count="${BENCH_CHARACTERS:-100}"
[ -z "$smoke" ] || count=2
documents=status,character-media,achievements,achievements/statistics,collections/mounts,collections/pets,collections/toys,collections/heirlooms,titles,reputations,equipment
libraries="$build/bench/node"
install_libraries() {
    command -v npm >/dev/null || die "npm is missing; ./dev bench installs it"
    mkdir -p "$libraries"
    cp "$folder"/node/* "$libraries"
    local lock="$libraries/package-lock.json"
    cmp -s "$lock" "$libraries/installed" && return
    (cd "$libraries" && npm ci --no-audit --no-fund >"$here/npm.log" 2>&1) || die "npm ci failed: $(cat "$here/npm.log")"
    cp "$lock" "$libraries/installed"
}
floors=(blizzard.js @blizzard-api/client)
[ -z "$smoke" ] || floors=()
[ -n "$smoke" ] || install_libraries

start_sandbox "$here" --no-rate --cache 1024
names=()
changes=()
rows=()
for number in $(seq "$count"); do
    # Letters, as no character has a digit in its name.
    name="twin$(printf '%04d' "$number" | tr 0-9 a-j)"
    names+=("$name")
    changes+=("{\"op\":\"copy\",\"region\":\"eu\",\"realm\":\"stormrage\",\"name\":\"sheday\",\"to_name\":\"$name\",\"id\":$((300000000 + number))}")
    rows+=("{\"region\":\"eu\",\"realm_slug\":\"stormrage\",\"name\":\"$name\",\"name_key\":\"$name\"}")
done
curl -fsS -o /dev/null -d "[$(IFS=,; printf '%s' "${changes[*]}")]" "$url/_sandbox/world"

# Two sites that know the catalogues: in one the characters are only named, in the other they are stored.
new_site "$here/first" "$no_limit"
host wow:sync-all --wait
for row in "${rows[@]}"; do host entity save wow_character "$row"; done
keep "$here/first"
host wow:character-refresh --all # the sandbox has rendered all bodies once, and equipment has brought its items
mkdir "$here/again"
sed "s#$here/first#$here/again#g" "$here/first/wowhost.yml" >"$here/again/wowhost.yml"
cp -r "$here/first/data" "$here/again"
reset_statistics
restore "$here/first"
host wow:character-refresh --all
first_requests=$(statistic requests)
reset_statistics
"$wowhost" --format json --config "$here/again/wowhost.yml" wow:character-refresh --all | grep -qE "\"unchanged\": *$count\b" \
    || die "an unchanged character was not found unchanged"
again_requests=$(statistic requests)

script="$libraries/fetch.js"
fetch() { # fetch LIBRARY: sets $command, which fetches and parses all documents
    command=(node "$script" "$1" "$url" "$documents" "${names[@]}")
    [ "$1" != ours ] || command=("$build/bin/bench_fetch_characters" "$url" "$documents" "${names[@]}")
}
commands=()
what_was_read=""
for library in ours "${floors[@]}"; do
    fetch "$library"
    commands+=("${command[@]}" --)
    found=$("${command[@]}")
    [ "${what_was_read:=$found}" = "$found" ] || die "$library has read '$found' (characters, documents, members), not '$what_was_read'"
done
mapfile -t measured < <("$build/bin/bench_measure" --before "$(restore_command "$here/first")" "$(runs 3)" "${commands[@]}" \
    "$wowhost" -q --config "$here/first/wowhost.yml" wow:character-refresh --all \
    -- "$wowhost" -q --config "$here/again/wowhost.yml" wow:character-refresh --all)
[ "${#measured[@]}" -eq $((3 + ${#floors[@]})) ] || die "the characters could not be measured"
cpu=()
peak=()
for line in "${measured[@]}"; do
    read -r _ milliseconds kib <<<"$line"
    cpu+=("$(calc '%.2f' "$milliseconds / $count")") # milliseconds of one are seconds of 1,000
    peak+=("$(calc '%.0f' "$kib / 1024")")
done
better=0 # of the libraries; without them, what is ours
for index in "${!floors[@]}"; do
    [ "$better" -gt 0 ] && [ "$(calc '%d' "(${cpu[index + 1]} >= ${cpu[better]})")" -eq 1 ] || better=$((index + 1))
done
print() { # print WHAT INDEX LIMIT TARGET
    local ratio
    ratio=$(calc '%.2f' "${cpu[$2]} / ${cpu[better]}")
    row "1,000 characters: $1" "${cpu[$2]} s" "${cpu[better]} s" "$ratio" "$4" "$(verdict "$ratio" "<= $3")"
}
print "fetched and parsed" 0 0.3333 "<= 1/3"
print "stored for the first time" $((${#floors[@]} + 1)) 1.5 "<= 1.5"
print "refreshed, unchanged" $((${#floors[@]} + 2)) 0.5 "<= 1/2"
note "processor time, $(runs 3) runs in turn with $count characters; all have read the same: $what_was_read (characters, documents, members)"
for index in "${!floors[@]}"; do note "${floors[index]}: ${cpu[index + 1]} s, peak memory ${peak[index + 1]} MiB, on node $(node --version)"; done
note "peak memory: fetching ${peak[0]} MiB, storing ${peak[-2]} MiB, refreshing ${peak[-1]} MiB"
note "requests of the host for a character: $(calc '%.1f' "$first_requests / $count") to store (it keeps nothing of status, statistics and heirlooms), $(calc '%.1f' "$again_requests / $count") to refresh"

# 3,000 characters that are all overdue, refreshed within the requests of one hour, and then kept young by cron; by a simulated clock. The floor is
# the hour, and the age that is allowed.
people=3000 begin=$((3 * 86400)) end=$((8 * 86400))
[ -z "$smoke" ] || people=3 end=$((begin + 900))
start_sandbox "$here" --no-rate --characters 9000 --cache 256
new_site "$here" ', per_second: 0'
export WOWHOST_CLOCK_FILE="$here/clock"
echo 0 >"$WOWHOST_CLOCK_FILE"
host --set wow.per_hour=0 wow:sync-all # cron shall have nothing to do but characters
database="$here/data/wowhost.db"
for page in $(seq 1 89); do # the first hundred have those that are hidden or gone
    curl -fsS "$url/_sandbox/characters?region=eu&limit=100&offset=$((page * 100))" >"$here/people.json"
    sqlite3 "$database" "INSERT OR IGNORE INTO wow_character (region, realm_slug, name, name_key, sync_status, last_fetched)
        SELECT 'eu', value ->> 'realm', value ->> 'name', lower(value ->> 'name'), 'ok', unixepoch() - 20 * 86400
        FROM json_each(readfile('$here/people.json')) WHERE value ->> 'name' NOT GLOB '*[^A-Za-z]*'
        LIMIT max(0, $people - (SELECT count(*) FROM wow_character))"
done
stored=$(sqlite3 "$database" 'SELECT count(*) FROM wow_character')
[ "$stored" -eq "$people" ] || die "the sandbox has $stored characters of $people"
reset_statistics
"$wowhost" -q --format json wow:character-refresh >"$here/refreshed.json" || true
requests=$(statistic requests)
refreshed=$(grep -o '"refreshed": *[0-9]*' "$here/refreshed.json" | tr -dc '0-9')
row "characters refreshed in an hour" "$refreshed" "$people" "$(calc '%.3f' "$refreshed / $people")" "all, 36,000" \
    "$(verdict "$refreshed == $people && $requests" '<= 36000')"
note "$requests requests; allowed in an hour: 36,000, 720 of them for people"

# All of the same age, which is the worst there is. A run of cron each quarter of an hour, from before they become due.
oldest=0 most=0 total=0 hour=(0 0 0 0)
for ((at = begin; at < end; at += 900)); do
    echo "$at" >"$WOWHOST_CLOCK_FILE"
    age=$(sqlite3 "$database" "SELECT unixepoch() + $at - min(last_fetched) FROM wow_character")
    [ "$age" -le "$oldest" ] || oldest=$age
    reset_statistics
    host cron || die "cron failed: $("$wowhost" cron --list)"
    requests=$(statistic requests)
    total=$((total + requests))
    hour=("${hour[@]:1}" "$requests")
    sum=$((hour[0] + hour[1] + hour[2] + hour[3]))
    [ "$sum" -le "$most" ] || most=$sum
done
row "the oldest of $people, kept young by cron" "$(calc '%.2f' "$oldest / 86400") d" "7 d" "$(calc '%.2f' "$oldest / 604800")" "<= 7 d, 36,000" \
    "$(verdict "$oldest <= 604800 && $most" '<= 36000')"
note "$total requests in $(calc '%.0f' "($end - $begin) / 86400") days, at most $most in an hour"

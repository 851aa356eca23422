# The site under load by wrk, in turn with nginx, which serves the same bytes as files on the same machine, over the same keep-alive connections:
# pages from the page cache, rendered for somebody who is logged in, made wholly anew, and a row by JSON:API; and what `serve` keeps of memory.
seconds=2 rounds=5 threads=2 connections=32
[ -z "$smoke" ] || seconds=1 rounds=1 connections=4
tools=yes
for tool in wrk nginx; do
    command -v "$tool" >/dev/null && continue
    [ -n "$smoke" ] || die "$tool is missing; ./dev bench installs it"
    tools=""
done

start_sandbox "$here" --no-rate "${replay[@]}"
new_site "$here" "$no_limit"
host wow:sync-all --wait
host wow:character-lookup stormrage sheday --region eu
printf 'a long enough password\n' | host user:add ann
page=/wow/character/eu/stormrage/sheday

# start_serve NAME OPTIONS…: sets $address and $server
start_serve() {
    local log="$here/$1.log"
    shift
    "$wowhost" "$@" >"$log" 2>&1 &
    server=$!
    children+=("$server")
    for _ in $(seq 400); do grep -q "serving on" "$log" && break; sleep 0.05; done
    address=$(sed -n 's#.*serving on \(http://[^/ ]*\).*#\1#p' "$log" | head -n 1)
    [ -n "$address" ] || die "the site did not start: $(cat "$log")"
}
resident() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }
rest() { [ -n "$smoke" ] || sleep "$1"; }

start_serve serve serve --listen 127.0.0.1:0
site="$address" process="$server"
curl -fsS -o /dev/null "$site/readyz"
rest 20 # what cron does first is done, and the memory for it given back
at_first=$(resident "$process")
start_serve anew --set serve.page_cache_mib=0 serve --role web --listen 127.0.0.1:0
anew="$address"

jar="$here/cookies"
token=$(curl -fsS -c "$jar" "$site/user/login" | sed -n 's/.*name="csrf_token" value="\([^"]*\)".*/\1/p' | head -n 1)
curl -fsS -o /dev/null -b "$jar" -c "$jar" --data-urlencode "csrf_token=$token" -d 'name=ann&password=a+long+enough+password' "$site/user/login"
cookies="Cookie: $(awk '!/^# / && NF >= 7 { printf "%s%s=%s", (n++ ? "; " : ""), $6, $7 }' "$jar")"

files="$here/files"
mkdir "$files"
worker=$([ "$(id -u)" -ne 0 ] || printf 'user %s;' "$(id -un)") # who may read these files
for _ in $(seq 20); do
    port=$((20000 + RANDOM % 10000))
    cat >"$here/nginx.conf" <<CONF
$worker daemon off; pid $here/nginx.pid; error_log $here/nginx.log; worker_processes auto;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; default_type application/octet-stream; gzip_static on;
    client_body_temp_path $here/body; proxy_temp_path $here/proxy; fastcgi_temp_path $here/fastcgi; uwsgi_temp_path $here/uwsgi; scgi_temp_path $here/scgi;
    server { listen 127.0.0.1:$port; root $files; }
}
CONF
    [ -n "$tools" ] || break
    nginx -c "$here/nginx.conf" 2>"$here/nginx.log" &
    children+=($!)
    for _ in $(seq 40); do [ -s "$here/nginx.pid" ] && break 2; kill -0 $! 2>/dev/null || break; sleep 0.05; done
done
floor="http://127.0.0.1:$port"

# fetch URL OUT HEADER…: the body as it comes
fetch() {
    local url="$1" out="$2" options=()
    shift 2
    for header in "$@"; do options+=(-H "$header"); done
    curl -fsS -o "$out" "${options[@]}" "$url"
}
# without_tokens FILE: a form's token may differ from one answer to the next
without_tokens() { sed -E 's/(name="csrf_token" value=")[^"]*/\1/g' "$1"; }
# load URL SIZE HEADER…: prints requests a second and the 99th percentile in microseconds; fails if an answer was none, or of another size
load() {
    local url="$1" size="$2" options=() requests time bytes failed slowest
    shift 2
    if [ -z "$tools" ]; then fetch "$url" "$here/loaded" "$@"; printf '1 1\n'; return; fi
    for header in "$@"; do options+=(-H "$header"); done
    read -r _ requests time bytes failed slowest < <(wrk -t "$threads" -c "$connections" -d "$seconds" -s "$folder/wrk.lua" "${options[@]}" "$url" | grep '^measured')
    [ "$failed" -eq 0 ] || die "$url: $failed of $requests requests failed"
    awk "BEGIN { each = $bytes / $requests; exit !(each >= $size && each < $size + 2048) }" || die "$url: answers are not of $size bytes"
    awk "BEGIN { printf \"%.0f %d\\n\", $requests / ($time / 1e6), $slowest }"
}
# compare WHAT SITE PATH LIMIT HEADER…: a row; LIMIT - for none
compare() {
    local what="$1" url="$2$3" limit="$4" name size ours theirs lines=() middle suffix="" target="-"
    shift 4
    [[ "$*" != *gzip* ]] || suffix=.gz
    name="file-$(printf '%s' "$what" | tr -c 'a-z0-9' -)"
    for _ in 1 2; do fetch "$url" "$files/$name$suffix" "$@"; done # from the second time on it is kept
    size=$(stat -c %s "$files/$name$suffix")
    for _ in $(seq "$rounds"); do
        theirs=($([ -n "$tools" ] && load "$floor/$name" "$size" "$@" || printf '1 1'))
        ours=($(load "$url" "$size" "$@"))
        [ "${#ours[@]}" -eq 2 ] && [ "${#theirs[@]}" -eq 2 ] || exit 1
        lines+=("$(calc '%.1f' "100 * ${ours[0]} / ${theirs[0]}") ${ours[*]} ${theirs[*]}")
    done
    fetch "$url" "$here/after" "$@"
    cmp -s <(without_tokens "$here/after") <(without_tokens "$files/$name$suffix") || die "$url: the answer has changed under load"
    if [ -n "$tools" ]; then
        fetch "$floor/$name" "$here/after" "$@"
        cmp -s "$here/after" "$files/$name$suffix" || die "nginx serves other bytes of $name"
    fi
    middle=($(printf '%s\n' "${lines[@]}" | sort -n | sed -n "$(((rounds + 1) / 2))p"))
    [ "$limit" = - ] || target=">= $limit %"
    row "web: $what, $size B" "${middle[1]}/s" "${middle[3]}/s" "${middle[0]} %" "$target" \
        "$([ "$limit" = - ] && printf -- '-' || verdict "${middle[0]}" ">= $limit")"
    note "p99 $(calc '%.1f' "${middle[2]} / 1000") ms beside $(calc '%.1f' "${middle[4]} / 1000") ms; rounds:$(printf ' %s' "${lines[@]%% *}") %"
}
compare "character page, kept" "$site" "$page" 25
compare "character page, kept, gzip" "$site" "$page" - "Accept-Encoding: gzip"
compare "character page, logged in" "$site" "$page" 5 "$cookies"
compare "character page, all made anew" "$anew" "$page" 5
compare "JSON:API row" "$site" /jsonapi/wow_character/1 15 "Accept: application/vnd.api+json"
compare "start page" "$site" / 30
rest 20
after=$(resident "$process")
row "web: memory of serve at rest, before" "$at_first MiB" - - "<= 48 MiB" "$(verdict "$at_first" '<= 48')"
row "web: memory of serve at rest, after" "$after MiB" - - "<= 48 MiB" "$(verdict "$after" '<= 48')"
note "$rounds rounds of $seconds s in turn, $threads threads of wrk, $connections connections; the median of the ratios; statuses and sizes of all answers are checked"
note "$("$wowhost" --format json entity count wow_achievement_progress | tr -dc '0-9') achievements, $("$wowhost" --format json entity count wow_collected_pet | tr -dc '0-9') pets; kept: no visitor's cookie; logged in: the frame is the visitor's, the content kept; anew: serve.page_cache_mib 0"

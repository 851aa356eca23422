# What the benches share: a folder of their own, a simulated Battle.net, a site, and the lines of the table. Sourced by run.sh.

modules="$(cd "$root/modules" && printf '%s ' */ | tr -d /)"
children=()
# With BENCH_SMOKE set everything runs once, small, without waiting and without what comes from elsewhere: a test that it still runs.
smoke="${BENCH_SMOKE:+yes}"
runs() { if [ -n "$smoke" ]; then printf 1; else printf '%s' "$1"; fi; }
no_limit=', per_second: 0, per_hour: 0'

die() { printf 'bench: %s\n' "$*" >&2; exit 1; }

# row WHAT MEASURED FLOOR RATIO TARGET VERDICT
row() { printf '%-44s %14s %14s %9s  %-14s %s\n' "$@"; }
note() { printf '    %s\n' "$*"; }
calc() { awk "BEGIN { printf \"$1\", $2 }"; }
# verdict VALUE 'OP LIMIT': ok or MISSED
verdict() { [ -n "$smoke" ] && printf -- '-' || awk "BEGIN { print ($1 $2) ? \"ok\" : \"MISSED\" }"; }

# start_sandbox PLACE OPTIONS…: sets $url; ends with the bench
start_sandbox() {
    local place="$1"
    shift
    mkdir -p "$place"
    rm -f "$place/port"
    "$build/bin/battlenet-sandbox" --quiet --port-file "$place/port" "$@" >"$place/sandbox.log" 2>&1 &
    children+=($!)
    for _ in $(seq 400); do [ -s "$place/port" ] && break; sleep 0.05; done
    [ -s "$place/port" ] || die "the sandbox did not start: $(cat "$place/sandbox.log")"
    url="http://127.0.0.1:$(cat "$place/port")"
}
stop_children() {
    [ "${#children[@]}" -eq 0 ] || kill "${children[@]}" 2>/dev/null || true
    wait "${children[@]}" 2>/dev/null || true
    children=()
}
settings() { curl -fsS -o /dev/null -d "$1" "$url/_sandbox/settings"; }
reset_statistics() { curl -fsS -o /dev/null -X POST "$url/_sandbox/statistics/reset"; }
# statistic NAME: one number of the sandbox's
statistic() { curl -fsS "$url/_sandbox/statistics" | sed -n "s/.*}[^{]*\"$1\":\([0-9]*\).*/\1/p; t; s/.*\"$1\":\([0-9]*\).*/\1/p"; }

# new_site PLACE [KEYS OF wow]: a site in PLACE whose Battle.net is $url, with $modules installed: all there are
new_site() {
    local place="$1" more="${2:-}"
    rm -rf "$place/data"
    mkdir -p "$place/data"
    cat >"$place/wowhost.yml" <<END
database: { url: "sqlite:$place/data/wowhost.db" }
modules: { path: [$build/modules] }
files: { path: $place/data/files }
log: { level: warning }
wow: { client_id: bench, client_secret: "env:BENCH_SECRET", region: eu, api_url: "$url", oauth_url: "$url", media_url: "$url", cache_icons: false$more }
END
    export BENCH_SECRET=secret WOWHOST_CONFIG="$place/wowhost.yml"
    # shellcheck disable=SC2086
    host --yes install $modules
}
host() { "$wowhost" -q "$@" >/dev/null; }

# keep PLACE, restore PLACE: the site's data, put aside and brought back
keep() { rm -rf "$1/kept"; cp -r "$1/data" "$1/kept"; }
restore() { rm -rf "$1/data"; cp -r "$1/kept" "$1/data"; }
restore_command() { printf 'rm -rf %q/data && cp -r %q/kept %q/data' "$1" "$1" "$1"; }

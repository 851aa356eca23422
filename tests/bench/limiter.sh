# How much of the allowed 100 requests a second a sync uses, with one, two and four processes, at 80 ms latency. The floor is the rate.
for processes in 1 2 4; do
    at="$here/$processes"
    start_sandbox "$at" --latency 80
    new_site "$at"
    host wow:sync-achievements
    host wow:sync-mounts
    jobs=$("$wowhost" --format json queue list | grep -o '"pending": *[0-9]*' | tr -dc '0-9\n' | awk '{ n += $1 } END { print n }')
    sleep 2 # the indexes' requests leave the window
    curl -fsS -o /dev/null -X POST "$url/_sandbox/statistics/reset"
    begin=$(date +%s%N)
    workers=()
    for _ in $(seq "$processes"); do
        "$wowhost" -q worker --until-empty >/dev/null &
        workers+=($!)
        children+=($!)
    done
    wait "${workers[@]}"
    seconds=$(calc '%.2f' "($(date +%s%N) - $begin) / 1e9")
    requests=$(statistic requests)
    refused=$(statistic throttled)
    share=$(calc '%.1f' "$requests / $seconds")
    row "limiter: $requests requests, $processes process(es)" "$seconds s" "$(calc '%.2f' "$requests / 100") s" "$share %" ">= 97 %, no 429" \
        "$(verdict "$share" ">= 97 && $refused == 0")"
    note "$jobs jobs; peak second $(statistic peak_second), answers 429: $refused"
    stop_children
done

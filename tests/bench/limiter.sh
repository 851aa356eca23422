# How much of the allowed 100 requests a second a sync uses, with one, two and four processes, at 80 ms latency. The floor is the rate.
pace=(--latency 80) limit="" counts=(1 2 4)
[ -z "$smoke" ] || pace=(--no-rate) limit="$no_limit" counts=(2)
for processes in "${counts[@]}"; do
    at="$here/$processes"
    start_sandbox "$at" "${pace[@]}"
    new_site "$at" "$limit"
    host wow:sync-achievements
    host wow:sync-mounts
    jobs=$("$wowhost" --format json queue list | grep -o '"pending": *[0-9]*' | tr -dc '0-9\n' | awk '{ n += $1 } END { print n }')
    [ -n "$smoke" ] || sleep 2 # the indexes' requests leave the window
    reset_statistics
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

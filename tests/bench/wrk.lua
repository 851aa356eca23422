-- One line of what was measured: requests, microseconds, bytes with heads, failures, and the time of 99 of 100 requests in microseconds.
done = function(summary, latency, requests)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.write(string.format("measured %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes, failed, latency:percentile(99)))
end

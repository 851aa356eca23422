# A guarded call (gate and trampoline) beside a plain virtual call, alone and from two threads.
declare -A ns
while read -r name value; do ns[$name]=$value; done < <("$build/bin/bench_guarded_call")
for threads in 1 2; do
    limit=$([ "$threads" -eq 1 ] && echo 25 || echo 60)
    cost=${ns[guard_cost_${threads}_threads]}
    row "guarded call, $threads thread(s)" "${ns[guarded_call_${threads}_threads]} ns" "${ns[plain_virtual_call_${threads}_threads]} ns" \
        "+$cost ns" "<= +$limit ns" "$(verdict "$cost" "<= $limit")"
done

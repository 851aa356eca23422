# Storing the rows of one character's 3,786 achievements, first and again unchanged, beside raw prepared upserts.
"$build/bin/bench_upsert"

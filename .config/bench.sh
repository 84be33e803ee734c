#!/bin/sh
# The API beside pgbench on a fresh cluster; api/benches/journey/main.rs says what is measured.
# TRACS_BENCH_SECONDS (8) is the time of each operation on each side.
set -eu
cd "$(dirname "$0")/.."
. .config/env.sh
# Debian keeps pgbench of each version beside the server's programs.
for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin; do
    [ ! -x "$folder/pgbench" ] || PATH=$PATH:$folder
done
have pgbench || { echo "bench: pgbench is missing: install it (apt-get install postgresql)." >&2; exit 1; }
have wrk || echo "bench: wrk is missing (apt-get install wrk): the bench sends the reads itself." >&2
[ -d /proc/self ] || { echo "bench: memory and processor time are read from /proc, which Linux has." >&2; exit 1; }
exec cargo bench -q -p api --bench journey

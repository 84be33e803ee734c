#!/bin/sh
# Requests per second and latency of a running sandbox's public reads. Targets loopback only.
set -eu
command -v wrk >/dev/null || { echo "bench: wrk is missing: install it (apt-get install wrk)." >&2; exit 1; }
url=${TRACS_URL:-http://localhost:8080}
case $url in
    http://localhost:* | http://127.0.0.1:*) ;;
    *) echo "bench: only a sandbox on this machine is measured." >&2; exit 1 ;;
esac
for path in ${TRACS_BENCH_PATHS:-/v1/meta /v1/programs /}; do
    echo "== $path"
    wrk --threads 2 --connections 32 --duration 10s --latency "$url$path" | grep -E 'Requests/sec|50%|90%|99%|Non-2xx' || true
done

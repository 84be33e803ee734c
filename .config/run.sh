#!/bin/sh
# Builds what changed and starts the sandbox, which prints its address and who to sign in as.
set -eu
cd "$(dirname "$0")/.."
. .config/env.sh
# The browser application ends in steps that keep one core busy, so the server is compiled beside them.
cargo build -q -p xtask
cargo build -q -p api --bin tracs &
server=$!
trap 'kill $server 2>/dev/null || true' INT TERM EXIT
cargo xtask web
wait $server
trap - INT TERM EXIT
exec "$target/debug/tracs" dev

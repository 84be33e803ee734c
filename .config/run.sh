#!/bin/sh
# Builds what changed and starts the sandbox, which prints its address and who to sign in as.
set -eu
cd "$(dirname "$0")/.."
. .config/env.sh
cargo xtask web
cargo build -q -p api --bin tracs
exec "$target/debug/tracs" dev

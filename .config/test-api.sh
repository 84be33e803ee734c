#!/bin/sh
# The API's tests, with nextest where it is installed: it runs several test processes at once and names slow ones.
set -eu
cd "$(dirname "$0")/.."
. .config/env.sh
if have cargo-nextest; then
    exec cargo nextest run -p api --no-fail-fast "$@"
fi
exec cargo test -p api --no-fail-fast "$@"

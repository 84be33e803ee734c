#!/bin/sh
# The browser journeys, against a sandbox of their own that Playwright starts and stops.
set -eu
cd "$(dirname "$0")/.."
. .config/env.sh
TRACS_BIN=${TRACS_BIN:-$target/debug/tracs}
export TRACS_BIN
cd e2e
exec node node_modules/@playwright/test/cli.js test "$@"

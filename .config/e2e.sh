#!/bin/sh
# The browser journeys, against a sandbox of their own that Playwright starts and stops; each run finds it new.
set -eu
cd "$(dirname "$0")/.."
. .config/env.sh
TRACS_BIN=${TRACS_BIN:-$target/debug/tracs}
TRACS_E2E_DATA=$(mktemp -d "${TMPDIR:-/tmp}/tracs-e2e.XXXXXX")
chmod 755 "$TRACS_E2E_DATA" # as root, PostgreSQL runs under another account, which has to get in
export TRACS_BIN TRACS_E2E_DATA

# A sandbox that was killed leaves its PostgreSQL behind.
clean_up() {
    find "$TRACS_E2E_DATA" -name postmaster.pid | while read -r note; do
        kill -INT "$(head -n 1 "$note")" 2>/dev/null || true
        for _ in 1 2 3 4 5; do [ ! -e "$note" ] || sleep 1; done
    done
    rm -rf "$TRACS_E2E_DATA"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

cd e2e
node node_modules/@playwright/test/cli.js test "$@"

#!/bin/sh
# test.sh all|check: every check in order, cheap ones first. A failing step does not hide the ones after it.
# The last line is 'N passed, N failed'; a step that is not a test suite counts as one.
set -u
cd "$(dirname "$0")/.." || exit 1
. .config/env.sh
export CARGO_TERM_COLOR=never NO_COLOR=1

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0
broken=

# Adds up the numbers before a word, as in '3 passed', in the closing lines of cargo test, nextest and Playwright.
tally() {
    grep -E '^test result: |^ *Summary \[|^ +[0-9]+ (passed|failed|flaky|interrupted|did not run)' "$scratch/log" |
        grep -oE "[0-9]+ ($1)" | awk '{ sum += $1 } END { print sum + 0 }'
}

# step KIND NAME COMMAND...: KIND is 'one' for a single check and 'suite' for a test runner. $? tells how it went.
step() {
    kind=$1 name=$2
    shift 2
    printf '\n== %s\n' "$name"
    began=$(date +%s)
    { "$@" 2>&1; echo $? >"$scratch/status"; } | tee "$scratch/log"
    status=$(cat "$scratch/status")
    good=0 bad=0
    if [ "$kind" = suite ]; then
        good=$(tally passed)
        bad=$(tally 'failed|flaky|timed out|exec failed|interrupted|did not run')
        # A suite that ran nothing has shown nothing.
        [ "$status" != 0 ] || [ "$good" -gt 0 ] || { echo "no test ran"; status=1; }
        [ "$status" = 0 ] || [ "$bad" -gt 0 ] || bad=1
    elif [ "$status" = 0 ]; then good=1; else bad=1; fi
    passed=$((passed + good)) failed=$((failed + bad))
    if [ "$status" = 0 ]; then word=ok; else word=FAILED; broken="$broken, $name"; fi
    printf '== %s: %s (%s s)\n' "$name" "$word" $(($(date +%s) - began))
    return "$status"
}

skip() { printf '\n== %s: skipped: %s\n' "$1" "$2"; }
not_run() { printf '\n== %s: FAILED: not run, because %s\n' "$1" "$2"; failed=$((failed + 1)); broken="$broken, $1"; }

# The browser gets no database, no server and no async runtime.
browser_dependencies() {
    cargo tree -p web --target wasm32-unknown-unknown -e normal --prefix none >"$scratch/tree" || return 1
    cut -d' ' -f1 "$scratch/tree" | sort -u | grep -xE 'diesel|diesel-async|tokio|actix-web|actix-http|chrono-tz' \
        && { echo "these must not reach the browser"; return 1; }
    echo "$(sort -u "$scratch/tree" | wc -l) packages, none forbidden"
}

lint_spec() { (cd e2e && node node_modules/@redocly/cli/bin/cli.js lint --config redocly.yaml ../openapi/tracs.json); }

checks() {
    step one "lock file current" sh -c 'cargo metadata --locked --format-version 1 >/dev/null'
    step one "format" cargo fmt --all --check
    step one "lints" cargo clippy -q --workspace --all-targets -- -D warnings
    step one "lints, browser build" cargo clippy -q -p web --target wasm32-unknown-unknown -- -D warnings
    step one "browser dependencies" browser_dependencies
}

spec() {
    step one "specification current" cargo run -q -p api -- openapi --check
    if [ -d e2e/node_modules ]; then step one "specification lint" lint_spec; else
        skip "specification lint" "./justw setup test installs what it needs"
    fi
}

began_all=$(date +%s)
checks
if [ "${1:-all}" = all ]; then
    step suite "rules and wire types" cargo test -p shared --no-fail-fast
    step suite "api" sh .config/test-api.sh
fi
spec
if [ "${1:-all}" = all ]; then
    if step one "browser build" cargo xtask web; then
        step one "size budget" cargo xtask budget
        if step one "server build" cargo build -q -p api --bin tracs; then
            step suite "browser journeys" sh .config/e2e.sh
        else not_run "browser journeys" "the server did not build"; fi
    else
        not_run "size budget" "the browser application did not build"
        not_run "browser journeys" "the browser application did not build"
    fi
    if have cargo-deny; then step one "licences, bans, sources" cargo deny --offline check bans licenses sources; else
        skip "licences, bans, sources" "cargo-deny is not installed (cargo install cargo-deny --locked)"
    fi
fi

printf '\nIn %s s. ' $(($(date +%s) - began_all))
if [ "$failed" -gt 0 ]; then printf 'Failed: %s.\n' "${broken#, }"; else printf 'All is well.\n'; fi
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]

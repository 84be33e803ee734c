# Every recipe also works as `./justw <recipe>`. Longer steps are scripts in .config/.

[private]
default:
    @"{{ just_executable() }}" --list --unsorted

# Make sure of what the build and the sandbox need: for `run` (the default) or for `test`
[no-exit-message]
setup for="run":
    @sh .config/setup.sh {{ for }}

# Start the sandbox on http://localhost:8080 (TRACS_PORT chooses another port)
[no-exit-message]
run: setup
    @sh .config/run.sh

# Check everything, each step with its time, and count what passed
[no-exit-message]
test: (setup "test")
    @sh .config/test.sh all

# The quick half of `test`: format, lints, the browser build's dependencies, the specification
[no-exit-message]
check:
    @sh .config/test.sh check

# Test the tax rules and the wire types (seconds)
test-shared *args:
    cargo test -p shared {{ args }}

# Compare random filings with the second computation, in Python
second count="100000" seed="7":
    cargo run -q --release -p shared --example random_filings -- {{ count }} {{ seed }} | \
        python3 -B shared/tests/second/run.py {{ count }}

# Test the API over a real database
test-api *args:
    @sh .config/test-api.sh {{ args }}

# Build the browser application
web:
    @. .config/env.sh && cargo xtask web

# Run the browser journeys
[no-exit-message]
e2e *args: (setup "test")
    @. .config/env.sh && cargo xtask web
    cargo build -p api --bin tracs
    @sh .config/e2e.sh {{ args }}

# Write openapi/tracs.json anew
openapi:
    cargo run -q -p api -- openapi

# Measure the release build beside pgbench, over a fresh cluster with 10,000 accounts
[no-exit-message]
bench: setup
    @sh .config/bench.sh

# Fill the database of TRACS_DATABASE_OWNER_URL with plain accounts, to measure with
seed count="10000":
    cargo run -q -p api -- seed-bench {{ count }}

# What CI runs
ci:
    @CI=true bash .ci/run

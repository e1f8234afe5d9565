#!/usr/bin/env bash
# Brings the browser libraries, the search binary and the fonts that package-lock.json names, hashes checked.
set -euo pipefail
cd "$(dirname "$0")/.."
source setup/debian.sh
say "安装浏览器库、检索程序与字体……" "Installing browser libraries, search and fonts …"
export PATH="$PWD/.venv/bin:$PATH" HOME="${HOME:-$PWD/.venv}"
# Not `npm ci`: it insists on every platform of an optional package, and registries do not always hold them all.
npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error "$@"

#!/usr/bin/env bash
# Brings the browser libraries and the fonts that package-lock.json names, hashes checked.
# With --package-lock-only it renews the lock instead.
set -euo pipefail
cd "$(dirname "$0")/.."
source setup/debian.sh
say "安装浏览器库与字体……" "Installing browser libraries and fonts …"
export PATH="$PWD/.venv/bin:$PATH" HOME="${HOME:-$PWD/.venv}"
node --version >/dev/null 2>&1 || need_debian libatomic1 libstdc++6
# Node carries its own list of trusted authorities; a firm's proxy is known only to the machine's.
authorities=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -r "$authorities" ]; then
    export NODE_EXTRA_CA_CERTS=$authorities
fi
options=(--ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
    --omit-lockfile-registry-resolved --fetch-retry-maxtimeout=15000)
# Not `npm ci`: it insists on every platform of an optional package, and registries do not always hold them all.
[ $# -gt 0 ] || options+=(--no-save)
npm install "${options[@]}" "$@" >/dev/null

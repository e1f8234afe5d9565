#!/usr/bin/env bash
# Makes sure that the tests find a real Chromium and Chinese fonts.
set -euo pipefail
cd "$(dirname "$0")/.."
source setup/debian.sh
missing=()
command -v chromium >/dev/null || missing+=(chromium)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] || need_debian "${missing[@]}"

#!/usr/bin/env bash
# Makes sure that there are a real Chromium, Chinese fonts and the tools that tests use, and prints where Chromium is.
set -euo pipefail
cd "$(dirname "$0")/.."
source setup/debian.sh

# Ubuntu has Chromium as a snap only, which neither containers nor build machines can run.
is_ubuntu() { grep -qsx 'ID=ubuntu' /etc/os-release; }

playwright_chromium() {
    .venv/bin/python - <<'PYTHON'
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
PYTHON
}

bring_playwright_chromium() {
    say "下载 Chromium（仅供测试）……" "Downloading Chromium, for the tests only …"
    local with_libraries=()
    [ "$(id -u)" -ne 0 ] || with_libraries=(--with-deps)
    .venv/bin/playwright install "${with_libraries[@]}" chromium >&2 || stop \
        "Chromium 没有装好。请运行：sudo $PWD/.venv/bin/playwright install-deps chromium" \
        "Chromium could not be installed. Run: sudo $PWD/.venv/bin/playwright install-deps chromium"
}

missing=()
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
# Playwright's driver needs it, and nothing else brings it.
.venv/bin/python -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null || missing+=(libatomic1)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
command -v ssh-keygen >/dev/null || missing+=(openssh-client)
if ! command -v chromium >/dev/null && ! is_ubuntu; then
    missing+=(chromium)
fi
[ ${#missing[@]} -eq 0 ] || need_debian "${missing[@]}"
if ! command -v chromium; then
    path=$(playwright_chromium)
    [ -x "$path" ] || bring_playwright_chromium
    echo "$path"
fi

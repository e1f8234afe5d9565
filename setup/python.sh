#!/usr/bin/env bash
# Makes .venv with what the given lock names, hashes checked, and puts the engine in it.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=requirements/$1.txt
source setup/debian.sh

python=${PYTHON:-python3}
command -v "$python" >/dev/null || need_debian python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop \
    "需要 Python 3.11 以上,这里是 $("$python" -V)。" \
    "Python 3.11 or later is needed; this is $("$python" -V)."
# Debian ships venv apart: a virtual environment without pip is one that could not be finished.
if ! [ -x .venv/bin/pip ]; then
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        need_debian python3-venv
        "$python" -m venv .venv
    fi
fi
say "安装 Python 库(按锁定的版本与摘要核对)……" "Installing Python libraries from the lock …"
pip=(.venv/bin/python -m pip --disable-pip-version-check -q)
"${pip[@]}" install --require-hashes -r "$lock"
"${pip[@]}" install --no-build-isolation --no-deps -e .

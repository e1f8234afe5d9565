#!/usr/bin/env bash
# Makes .venv with what the given lock names, hashes checked, and puts the engine in it.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=requirements/$1.txt
source setup/debian.sh

python=${PYTHON:-python3}
command -v "$python" >/dev/null || need_debian python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop \
    "需要 Python 3.11 以上，这里是 $("$python" -V)。可以指定另一个：make site PYTHON=python3.12" \
    "Python 3.11 or later is needed; this is $("$python" -V). To name another: make site PYTHON=python3.12"

# A virtual environment without a working pip could not be finished; one that names another folder was moved here.
is_whole() { .venv/bin/python -m pip --version >/dev/null 2>&1 && grep -qsF "$(pwd -P)/.venv" .venv/bin/activate; }
make_anew() { rm -rf .venv && "$python" -m venv .venv >/dev/null 2>&1; }

if ! is_whole && ! make_anew; then
    rm -rf .venv
    # Debian ships venv apart, once for each version of Python.
    need_debian "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    make_anew || stop "无法建立虚拟环境：$python -m venv .venv" "Could not make a virtual environment: $python -m venv .venv"
fi
say "安装 Python 库（按锁定的版本与摘要核对）……" "Installing Python libraries from the lock …"
pip=(.venv/bin/python -m pip --disable-pip-version-check --no-input -q)
"${pip[@]}" install --require-hashes -r "$lock"
"${pip[@]}" install --no-build-isolation --no-deps -e .

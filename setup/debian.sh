# Sourced by the other set-up scripts: messages in both languages, and Debian packages when root.
# Messages go to standard error, so that a report on standard output stays a report.

say() { printf '%s\n' "· $1  ($2)" >&2; }

stop() {
    printf '%s\n%s\n' "$1" "$2" >&2
    exit 2
}

# Installs the Debian packages named, or says how to.
need_debian() {
    local command="apt-get install --no-install-recommends $*"
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        stop "缺少系统软件包。请运行：sudo $command" "Debian packages are missing. Run: sudo $command"
    fi
    say "安装系统软件包：$*" "Installing Debian packages: $*"
    export DEBIAN_FRONTEND=noninteractive
    local log
    log=$(mktemp)
    if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        stop "系统软件包没有装好，原因见上。改好后请再运行一次，或自己运行：$command" \
             "The Debian packages could not be installed, for the reason above. Mend it and run again, or run: $command"
    fi
    rm -f "$log"
}

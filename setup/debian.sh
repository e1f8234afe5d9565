# Sourced by the other set-up scripts: messages in both languages, and Debian packages when root.

say() { printf '%s\n' "· $1  ($2)"; }

stop() {
    printf '%s\n%s\n' "$1" "$2" >&2
    exit 2
}

# Installs the Debian packages named, or says how to.
need_debian() {
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        say "安装系统软件包:$*" "Installing Debian packages: $*"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq >/dev/null
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        stop "缺少系统软件包。请运行:sudo apt-get install $*" \
             "Debian packages are missing. Run: sudo apt-get install $*"
    fi
}

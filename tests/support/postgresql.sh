#!/bin/sh
# A private PostgreSQL cluster for the tests, on a socket, never on a port.
#
#   postgresql.sh start DIR    makes and starts it; DIR/socket then holds the folder of its socket. Does nothing when it runs.
#   postgresql.sh stop DIR     stops it and removes DIR. Does nothing when there is none.
#
# initdb refuses root, so as root the cluster belongs to the user postgres.
set -eu

usage() {
    echo "usage: $0 start|stop DIR" >&2
    exit 2
}

[ $# -eq 2 ] || usage
action=$1
mkdir -p "$(dirname "$2")"
dir=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
    bin=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
fi
if [ ! -x "$bin/initdb" ]; then
    echo "$0: PostgreSQL's server programs are not installed; run ./dev setup (Debian package postgresql)" >&2
    exit 1
fi

# The cluster lies where the user postgres can reach it: a checkout below root's home may be closed to it.
if [ "$(id -u)" -eq 0 ]; then
    owner=postgres
    as_owner() { (cd / && runuser -u postgres -- "$@"); }
else
    owner=$(id -un)
    as_owner() { (cd / && "$@"); }
fi

running() {
    [ -f "$dir/data" ] && data=$(cat "$dir/data") && [ -f "$data/postmaster.pid" ] \
        && as_owner "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1
}

start() {
    running && exit 0
    stop
    mkdir -p "$dir"
    touch "$dir/wowhost-test-cluster"
    home=$dir/cluster
    mkdir -p "$home"
    [ "$owner" = "$(id -un)" ] || chown "$owner" "$home"
    # A socket's path is at most 107 bytes.
    if [ "$(printf %s "$home/.s.PGSQL.5432" | wc -c)" -ge 90 ] || ! as_owner test -w "$home" 2>/dev/null; then
        rmdir "$home"
        home=$(mktemp -d /tmp/wowhost-postgresql-XXXXXX)
        [ "$owner" = "$(id -un)" ] || chown "$owner" "$home"
        ln -s "$home" "$dir/cluster"
    fi
    chmod 755 "$home"
    echo "$home/data" >"$dir/data"
    as_owner "$bin/initdb" -D "$home/data" -U wowhost -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 \
        || { cat "$dir/initdb.log" >&2; exit 1; }
    cat >>"$home/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$home'
fsync = off
full_page_writes = off
shared_buffers = 64MB
max_connections = 200
max_wal_size = 256MB
autovacuum_naptime = 10min
CONF
    as_owner "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 start >"$dir/start.log" 2>&1 \
        || { cat "$dir/start.log" "$home/server.log" >&2; exit 1; }
    echo "$home" >"$dir/socket"
}

stop() {
    [ -d "$dir" ] || return 0
    if [ ! -f "$dir/wowhost-test-cluster" ] && [ -n "$(ls -A "$dir")" ]; then
        echo "$0: $dir was not made by this script and is not empty; name another folder" >&2
        exit 1
    fi
    if running; then
        as_owner "$bin/pg_ctl" -D "$(cat "$dir/data")" -m immediate -w stop >/dev/null 2>&1 || true
    fi
    if [ -L "$dir/cluster" ]; then
        rm -rf "$(readlink "$dir/cluster")"
    fi
    rm -rf "$dir"
}

case $action in
    start) start ;;
    stop) stop ;;
    *) usage ;;
esac

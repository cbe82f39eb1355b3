# Sourced by the runs on Debian's PostgreSQL 15: `start_cluster` starts a temporary one in
# $folder, on a socket there and nowhere else; it ends with the script. As root it installs
# what is missing; else it must be there already.

binaries=${POSTGRES15:-/usr/lib/postgresql/15/bin}

# Servers refuse to run as root; root lends them the user of Debian's package.
as_owner() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
  else
    "$@"
  fi
}

want() { # PROGRAM PACKAGE
  [ -x "$1" ] && return
  if [ "$(id -u)" != 0 ]; then
    echo "No $1: apt install $2." >&2
    exit 2
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2" >/dev/null
}

stop_cluster() {
  if [ -f "$folder/pgbouncer.pid" ]; then kill "$(cat "$folder/pgbouncer.pid")" || true; fi
  (cd / && as_owner "$binaries/pg_ctl" -D "$folder/data" -m immediate stop) >/dev/null 2>&1 || true
  rm -rf "$folder"
}

start_cluster() {
  want "$binaries/initdb" postgresql-15
  folder=$(as_owner mktemp -d /tmp/contextds-postgres15.XXXXXX)
  trap stop_cluster EXIT
  trap 'exit 130' INT TERM
  (
    cd /
    as_owner "$binaries/initdb" -D "$folder/data" -U postgres --auth=trust \
      --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    as_owner "$binaries/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o \
      "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c shared_preload_libraries=pg_stat_statements -c pg_stat_statements.max=10000" \
      start >/dev/null
  ) || { cat "$folder/log" >&2; exit 1; }
  socket=${folder//\//%2F}
}

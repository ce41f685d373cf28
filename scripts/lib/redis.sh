# shellcheck shell=bash
# Redis: REDIS_URL, else a redis-server or valkey-server on PATH, else the system's package.

use_redis() {
  [ -z "${REDIS_URL:-}" ] || return 0
  ! have redis-server || return 0
  ! have valkey-server || return 0
  system_install redis-server redis || system_install valkey-server valkey || true
  have redis-server || have valkey-server ||
    die 'Redis is missing and could not be installed. Install redis-server (7 or newer), or set REDIS_URL.'
}

#!/usr/bin/env bash
# Sets up, tests and shows Anankor on one machine. `scripts/dev.sh help` lists the commands;
# each is a file of scripts/dev/, run with the functions of scripts/lib/ at hand.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# shellcheck disable=SC2034 # used by scripts/lib
TOOLS="$ROOT/.tools"
export TURBO_TELEMETRY_DISABLED=1
cd "$ROOT"

for library in "$ROOT"/scripts/lib/*.sh; do
  # shellcheck source=/dev/null
  source "$library"
done

help() {
  echo 'Usage: scripts/dev.sh <command> [options]'
  local file
  for file in "$ROOT"/scripts/dev/*.sh; do
    printf '  %-8s %s\n' "$(basename "$file" .sh)" "$(sed -n '1s/^# //p' "$file")"
  done
}

command="${1:-help}"
shift || true
case "$command" in
  help | -h | --help) help ;;
  *[!a-z-]*) help >&2 && exit 2 ;;
  *)
    if [ ! -f "$ROOT/scripts/dev/$command.sh" ]; then
      echo "No command named $command." >&2
      help >&2
      exit 2
    fi
    # shellcheck source=/dev/null
    source "$ROOT/scripts/dev/$command.sh"
    ;;
esac

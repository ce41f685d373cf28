# shellcheck shell=bash
# What the set-up tells goes to stderr, so that a command's own output stays clean.

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# quietly <command…>: runs it and shows its output only when it fails.
quietly() {
  local log status=0
  log="$(mktemp)"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  [ "$status" -eq 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

have() { command -v "$1" >/dev/null 2>&1; }

# version_at_least <version> <minimum>: compares up to three numbers, "v" in front allowed.
version_at_least() {
  local IFS=. have_parts want_parts i
  read -r -a have_parts <<<"${1#v}"
  read -r -a want_parts <<<"$2"
  for i in 0 1 2; do
    local have_part="${have_parts[i]:-0}" want_part="${want_parts[i]:-0}"
    have_part="${have_part%%[!0-9]*}"
    [ "${have_part:-0}" -eq "$want_part" ] || {
      [ "${have_part:-0}" -gt "$want_part" ]
      return
    }
  done
}

# hash_of <file…>: one digest over the contents.
hash_of() {
  if have sha256sum; then cat "$@" | sha256sum; else cat "$@" | shasum -a 256; fi | cut -d ' ' -f 1
}

#!/usr/bin/env bash
# Counts the worker tokens of the compose stack: variables DISCORD_WORKER_TOKEN_<n> in infra/docker/.env that have a value.
#   scripts/count-worker-tokens.sh [file]
# Prints the number alone. Exits 1 when the file is missing, 2 when a token stands there twice (its variables are named,
# the token is not).
set -euo pipefail

file="${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/infra/docker/.env}"
if [ ! -f "$file" ]; then
  echo "$file is missing. Copy infra/docker/.env.example to infra/docker/.env and fill it in." >&2
  exit 1
fi

awk '
  { sub(/\r$/, "") }
  /^[[:space:]]*(export[[:space:]]+)?DISCORD_WORKER_TOKEN_[0-9]+[[:space:]]*=/ {
    variable = $0; sub(/^[[:space:]]*(export[[:space:]]+)?/, "", variable); sub(/[[:space:]]*=.*/, "", variable)
    value = $0; sub(/^[^=]*=[[:space:]]*/, "", value); sub(/[[:space:]]+#.*$/, "", value); sub(/[[:space:]]+$/, "", value)
    gsub(/^["\047]|["\047]$/, "", value)
    # The last line of a variable wins, as it does for compose.
    token[variable] = value
  }
  END {
    for (variable in token) {
      if (token[variable] == "") continue
      count++
      if (token[variable] in first) {
        printf "%s and %s hold the same token.\n", first[token[variable]], variable > "/dev/stderr"
        twice = 1
      }
      first[token[variable]] = variable
    }
    print count + 0
    exit twice ? 2 : 0
  }
' "$file"

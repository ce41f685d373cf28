#!/usr/bin/env bash
# Creates the DynamoDB tables that Anankor needs and leaves those alone that exist. Their one definition is
# packages/storage (tableDefinitions); this script finds a Node, waits for DynamoDB and runs it.
#
#   DYNAMODB_ENDPOINT      where DynamoDB is, http://127.0.0.1:8000 for instance; without it: AWS itself
#   DYNAMODB_TABLE_PREFIX  what the tables' names begin with; anankor- unless told
#   AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY   anything does for a local DynamoDB
#   DYNAMODB_WAIT_SECONDS  how long to wait until the endpoint answers; 60 unless told
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
PATH="$root/.tools/node_modules/.bin:$PATH"
command -v node >/dev/null || {
  echo 'Node is missing. Run scripts/dev.sh setup.' >&2
  exit 1
}

if [ -n "${DYNAMODB_ENDPOINT:-}" ]; then
  # A local DynamoDB takes any credentials, but none at all are refused.
  export AWS_REGION="${AWS_REGION:-eu-central-1}"
  export AWS_ACCESS_KEY_ID="${AWS_ACCESS_KEY_ID:-local}"
  export AWS_SECRET_ACCESS_KEY="${AWS_SECRET_ACCESS_KEY:-local}"
  deadline=$((SECONDS + ${DYNAMODB_WAIT_SECONDS:-60}))
  # Any HTTP answer will do: an unsigned request is refused with 400 once DynamoDB is up.
  until node -e 'fetch(process.env.DYNAMODB_ENDPOINT).then(() => process.exit(0), () => process.exit(1))'; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "No DynamoDB answers at $DYNAMODB_ENDPOINT." >&2
      exit 1
    fi
    sleep 0.5
  done
fi

source="$root/packages/storage/src/create-tables-cli.ts"
built="$root/packages/storage/dist/create-tables-cli.js"
if [ -f "$source" ]; then
  exec node --conditions=@anankor/source "$source" "$@"
fi
exec node "$built" "$@"

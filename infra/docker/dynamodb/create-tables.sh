#!/usr/bin/env bash
# Creates the DynamoDB tables that Anankor needs and leaves those alone that exist: waits until DynamoDB answers, then
# runs the one definition of the tables, packages/storage/src/table-definitions.ts.
#
# From the environment, or from .env at the root:
#   AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY   a local DynamoDB takes any, in letters and digits
#   DYNAMODB_ENDPOINT      where DynamoDB is, http://127.0.0.1:8000 for instance; without it: AWS itself
#   DYNAMODB_TABLE_PREFIX  what the tables' names begin with; anankor- unless told
#   DYNAMODB_WAIT          how long to wait for an answer; 60s unless told
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
PATH="$PWD/.tools/node_modules/.bin:$PATH"
command -v node >/dev/null || {
  echo 'Node is missing. Run scripts/dev.sh setup.' >&2
  exit 1
}

# An image holds what was built, a checkout the sources.
built=packages/storage/dist/create-tables-cli.js
if [ -f packages/storage/src/create-tables-cli.ts ]; then
  exec node --conditions=@anankor/source packages/storage/src/create-tables-cli.ts
fi
exec node "$built"

# shellcheck shell=bash

# Idempotent. Silent and without network where everything is in place; else says what it installs and where.
set_up() {
  use_node
  use_pnpm
  use_packages
  use_redis
  use_dynamodb
  use_foreign_bots
}

set_up_report() {
  local redis=REDIS_URL dynamodb=dynalite
  if [ -z "${REDIS_URL:-}" ]; then redis="$(command -v redis-server || command -v valkey-server)"; fi
  if [ -d "$TOOLS/dynamodb-local" ]; then dynamodb='DynamoDB Local'; fi
  if [ -n "${DYNAMODB_ENDPOINT:-}" ]; then dynamodb=DYNAMODB_ENDPOINT; fi
  say "Ready: Node $(node --version), pnpm $(pnpm_version), Redis ($redis), DynamoDB ($dynamodb)."
}

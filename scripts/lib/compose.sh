# shellcheck shell=bash
# The compose stack. COMPOSE_ENV names its environment: infra/docker/.env unless told.

compose() {
  local env_file="${COMPOSE_ENV:-infra/docker/.env}"
  docker compose version >/dev/null 2>&1 || die 'Docker with its compose plugin is missing: https://docs.docker.com/compose/install/'
  [ -f "$env_file" ] || die "$env_file is missing: copy infra/docker/.env.example to it and fill it in, or take COMPOSE_ENV=infra/docker/local.env, which needs no account."
  docker compose --env-file "$env_file" -f infra/docker/docker-compose.yaml "$@"
}

# builds the images and starts the compose stack (COMPOSE_ENV=infra/docker/local.env: without any account)
# shellcheck shell=bash
if [ -z "${COMPOSE_ENV:-}" ] && [ -f infra/docker/.env ]; then
  say "$(scripts/count-worker-tokens.sh) worker token(s) in infra/docker/.env, 5 worker processes."
fi
compose up --build --detach --wait "$@"
compose ps

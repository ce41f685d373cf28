# follows the logs of the compose stack, or of the services that are named
# shellcheck shell=bash
compose logs --follow --tail=100 "$@"

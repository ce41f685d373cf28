# stops the compose stack; data stays unless -v is given
# shellcheck shell=bash
compose down "$@"

# shellcheck shell=bash
# `source scripts/env.sh` puts the Node and pnpm of scripts/dev.sh setup first on PATH (bash and zsh).
PATH="$(cd "$(dirname "${BASH_SOURCE[0]:-$0}")/.." && pwd)/.tools/node_modules/.bin:$PATH"
export PATH

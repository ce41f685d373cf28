# plays music through the whole system on this machine, no Discord account needed (--once: leaves when done)
# shellcheck shell=bash
set_up
exec node --conditions=@anankor/source apps/playground/src/index.ts "$@"

# shows who holds which worker, from Redis (--json: for tools)
# shellcheck shell=bash
path_to_tools
exec node --conditions=@anankor/source packages/admin/src/main.ts workers "$@"

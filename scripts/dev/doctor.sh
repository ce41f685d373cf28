# tells what is missing or wrong on this machine and in .env, and what to do about it
# shellcheck shell=bash
# Installs nothing: without a usable Node, or before the set-up, the answer is to run it.
path_to_tools
if ! node_is_new_enough node; then
  say "Node ${NODE_MINIMUM} or newer is missing (found: $(node --version 2>/dev/null || echo none)). Run scripts/dev.sh setup."
  exit 1
fi
if [ ! -d node_modules ] || [ ! -d packages/doctor/node_modules ]; then
  say 'The packages are not installed. Run scripts/dev.sh setup.'
  exit 1
fi
exec node --conditions=@anankor/source packages/doctor/src/main.ts "$@"

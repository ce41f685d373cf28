# shellcheck shell=bash
# pnpm from npm into .tools/, and the workspace's packages where the lockfile changed.

PNPM_MINIMUM=10.19

pnpm_version() { sed -n 's/^ *"version": *"\([^"]*\)".*/\1/p' "$TOOLS/node_modules/pnpm/package.json" 2>/dev/null; }

use_pnpm() {
  local version
  version="$(pnpm_version || true)"
  if [ -n "$version" ] && version_at_least "$version" "$PNPM_MINIMUM"; then return 0; fi
  npm_into_tools pnpm@10
  hash -r
}

use_packages() {
  local stamp="$TOOLS/packages.sha256" wanted
  wanted="$(hash_of pnpm-lock.yaml pnpm-workspace.yaml)"
  if [ -d node_modules/.pnpm ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ]; then return 0; fi
  say 'Installing the packages of pnpm-lock.yaml into node_modules/ with pnpm.'
  rm -f "$stamp"
  quietly pnpm install --frozen-lockfile --config.confirmModulesPurge=false ||
    die 'pnpm could not install the packages.'
  printf '%s\n' "$wanted" >"$stamp"
}

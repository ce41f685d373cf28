#!/usr/bin/env bash
# check [REV]: the types; lint and format of the files that differ from REV; the unit tests of their packages and of those
# that use them. REV: where this branch left origin/main, or the last commit where there is no origin.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/env.sh
source scripts/env.sh

base="${1:-$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD)}"
changed() {
  { git diff --name-only --diff-filter=d "$base" -- "$@" && git ls-files --others --exclude-standard -- "$@"; } | sort -u
}

tsc -p tsconfig.json &
types=$!
export ESLINT_USE_FLAT_CONFIG=false
changed '*.ts' | xargs -r -d '\n' eslint
depcruise --config .dependency-cruiser.cjs apps packages
changed | xargs -r -d '\n' prettier --check --ignore-unknown
wait "$types"
# The packages that changed, and those that use them; all of them where what they share changed.
mapfile -t packages < <(pnpm --silent --recursive --filter "...[$base]" exec pwd)
if [ "${#packages[@]}" -gt 0 ]; then vitest run --config vitest.unit.config.ts --passWithNoTests "${packages[@]}"; fi

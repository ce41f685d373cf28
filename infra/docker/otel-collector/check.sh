#!/usr/bin/env bash
# Is config.yaml valid, and does what a real platform sends come out of it? Needs otelcol (infra/tools/install.sh otelcol builds
# one), a prometheus, and what scripts/dev.sh setup brings. OTELCOL may name another binary.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
PATH="$PWD/.tools/node_modules/.bin:$PWD/.tools/infra/bin:$PATH"
export OTELCOL="${OTELCOL:-otelcol}"
if ! command -v "$OTELCOL" >/dev/null; then
  echo "No otelcol here: run infra/tools/install.sh otelcol, or name a binary in OTELCOL." >&2
  exit 1
fi
"$OTELCOL" validate --config infra/docker/otel-collector/config.yaml
echo "ok     the configuration is valid"
node --conditions=@anankor/source packages/dashboards/tests/observability/check-collector.ts

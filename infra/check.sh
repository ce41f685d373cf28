#!/usr/bin/env bash
# Every static check of the operations side that this machine can run: each ends as `ok`, `FAILED`, or `not available here`
# with what is missing. Exits 1 when any failed.
#   infra/check.sh [--strict]
#   --strict   what is not available counts as failed (CI)
# infra/tools/install.sh brings the tools into .tools/infra.
# Functions are called by name.
# shellcheck disable=SC2317,SC2329
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
tools="$PWD/.tools/infra"
PATH="$tools/bin:$PWD/.tools/node_modules/.bin:$PATH"
strict=
[ "${1:-}" != --strict ] || strict=1

log="$(mktemp)"
work="$(mktemp -d)"
trap 'rm -rf "$log" "$work"' EXIT
failed=0

report() { printf '%-14s %s\n' "$1" "$2"; }

missing() {
  report "$1" "not available here: $2"
  [ -z "$strict" ] || failed=1
}

# check <name> <needed command> <command…>
check() {
  local name="$1" needs="$2"
  shift 2
  if ! command -v "$needs" >/dev/null 2>&1; then
    missing "$name" "$needs is missing"
  elif "$@" >"$log" 2>&1; then
    report "$name" ok
  else
    report "$name" FAILED
    sed 's/^/    /' "$log"
    failed=1
  fi
}

compose_command() {
  if docker compose version >/dev/null 2>&1; then
    docker compose "$@"
  else
    docker-compose "$@"
  fi
}

# With either environment, and with tokens from files, every service and every variable resolves.
check_compose() {
  local file=infra/docker/docker-compose.yaml
  sed 's/^\(DISCORD_[A-Z_0-9]*\|LAVALINK_PASSWORD\|GRAFANA_ADMIN_PASSWORD\)=$/\1=x/' infra/docker/.env.example >"$work/.env"
  ANANKOR_ENV_FILE="$work/.env" compose_command --env-file "$work/.env" -f "$file" config --quiet &&
    SECRETS_FOLDER="$work" ANANKOR_ENV_FILE="$work/.env" compose_command --env-file "$work/.env" -f "$file" \
      -f infra/docker/docker-compose.secrets.yaml config --quiet &&
    compose_command --env-file infra/docker/local.env -f "$file" config --quiet
}

check_rules() {
  promtool check config infra/docker/prometheus/prometheus.yml &&
    promtool check rules infra/docker/prometheus/rules/*.yaml &&
    promtool test rules infra/docker/prometheus/tests/*.test.yaml
}

check_overlays() {
  local overlay
  for overlay in infra/k8s/overlays/*/; do
    kubectl kustomize "$overlay" >"$work/$(basename "$overlay").yaml" || return
  done
}

check_schemas() {
  kubeconform -strict -summary \
    -schema-location "$tools/kubernetes-schemas/{{.ResourceKind}}{{.KindSuffix}}.json" "$work"/*.yaml
}

# Without providers: modules that need none are tested, the rest is only formatted.
check_terraform() {
  local module=infra/terraform/modules/table-definitions
  terraform fmt -check -recursive -diff infra/terraform || return
  cp -R "$module" "$work/module"
  terraform -chdir="$work/module" init -backend=false -input=false -no-color &&
    terraform -chdir="$work/module" test -no-color
}

check_shell() {
  # Functions of scripts/lib are sourced by scripts/dev.sh, which shellcheck can't follow.
  git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck --external-sources
}

check_dockerfiles() { git ls-files -z '*Dockerfile' | xargs -0 hadolint; }

check_tables() { node --conditions=@anankor/source infra/terraform/generate-tables.mjs --check; }

check_collector() {
  local folder=infra/docker/otel-collector
  otelcol validate --config "$folder/config.yaml" && otelcol validate --config "$folder/config.yaml" --config "$folder/jaeger.yaml"
}

check_images() { node scripts/ci/docker-build.mjs --dry-run; }

if docker compose version >/dev/null 2>&1; then
  check compose docker check_compose
else
  check compose docker-compose check_compose
fi
check collector otelcol check_collector
check prometheus promtool check_rules
check alerts node node infra/docker/prometheus/check-alerts.mjs
check dockerfiles hadolint check_dockerfiles
check images node check_images
check kustomize kubectl check_overlays
check operator-rule node node infra/k8s/generate-prometheus-rule.mjs --check
if [ -d "$tools/kubernetes-schemas" ]; then
  check kubeconform kubeconform check_schemas
else
  missing kubeconform 'the schemas are missing'
fi
check terraform terraform check_terraform
check tflint tflint tflint --chdir=infra/terraform --recursive --no-color
check tables node check_tables
check workflows actionlint actionlint
check shell shellcheck check_shell
check secrets gitleaks gitleaks git --no-banner --no-color --redact --config infra/gitleaks.toml .
exit "$failed"

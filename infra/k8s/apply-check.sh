#!/usr/bin/env bash
# Applies every overlay to a real API server: etcd and kube-apiserver on free ports of 127.0.0.1, with certificates and a store
# that are gone afterwards. No controller runs, so no Pod starts: the server validates, sets defaults, and judges by pod
# security the Pods that the controllers would make.
#   infra/k8s/apply-check.sh [overlay…]      dev and prod unless told
# kube-apiserver, etcd and kubectl come from TEST_ASSET_KUBE_APISERVER, TEST_ASSET_ETCD, TEST_ASSET_KUBECTL, from the folder
# KUBEBUILDER_ASSETS (`setup-envtest use -p path`), or from PATH. What is on none of them is brought into .tools/infra by
# infra/tools/install.sh, kube-apiserver by building it: about 15 minutes, once.
# CRD_DIR has the definitions of the custom resources; upstream's, brought the same way, unless told.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
tools="$(cd "$here/../.." && pwd)/.tools/infra"
PATH="${KUBEBUILDER_ASSETS:+$KUBEBUILDER_ASSETS:}$PATH:$tools/bin"
[ $# -gt 0 ] || set -- dev prod

work="$(mktemp -d)"
server='' store=''
tidy() {
  local process
  # The API server first: without its store it waits long before it leaves.
  for process in $server $store; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "FAILED: $1" >&2
  [ $# -lt 2 ] || sed 's/^/    /' "$2" >&2
  exit 1
}

# tool <variable> <name>: its path, brought where it is missing.
tool() {
  local given="${!1:-}"
  if [ -n "$given" ]; then
    echo "$given"
  elif ! command -v "$2"; then
    "$here/../tools/install.sh" "$2" >&2 || fail "$2 is missing: put it on PATH or name it by $1"
    command -v "$2"
  fi
}
etcd="$(tool TEST_ASSET_ETCD etcd)"
apiserver="$(tool TEST_ASSET_KUBE_APISERVER kube-apiserver)"
kubectl="${TEST_ASSET_KUBECTL:-kubectl}"
command -v "$kubectl" >/dev/null || fail 'kubectl is missing: put it on PATH or name it by TEST_ASSET_KUBECTL'
if [ -z "${CRD_DIR:-}" ]; then
  CRD_DIR="$tools/kubernetes-crds"
  [ -d "$CRD_DIR" ] || "$here/../tools/install.sh" kubernetes-crds
fi

# --- The server ------------------------------------------------------------------------------------------------------------

# As many free ports as asked for, all different.
free_ports() {
  node -e '
    const open = () =>
      new Promise((opened) => {
        const server = require("node:net").createServer();
        server.listen(0, "127.0.0.1", () => opened(server));
      });
    Promise.all(Array.from({ length: Number(process.argv[1]) }, open)).then((servers) => {
      for (const server of servers) console.log(server.address().port), server.close();
    });
  ' "$1"
}
{ read -r client_port && read -r peer_port && read -r api_port; } < <(free_ports 3)

# certificate <name> <subject> <extension…>: signed by an authority of this run's own.
certificate() {
  local name="$1" subject="$2"
  shift 2
  openssl req -newkey rsa:2048 -nodes -subj "$subject" -keyout "$work/$name.key" -out "$work/$name.csr"
  openssl x509 -req -days 1 -in "$work/$name.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial \
    -extfile <(printf '%s\n' "$@") -out "$work/$name.crt"
}
{
  openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=apply-check -keyout "$work/ca.key" -out "$work/ca.crt"
  certificate apiserver /CN=kube-apiserver 'subjectAltName=IP:127.0.0.1,DNS:localhost' extendedKeyUsage=serverAuth
  # Whoever bears it may do everything.
  certificate admin /O=system:masters/CN=admin extendedKeyUsage=clientAuth
} >"$work/openssl.log" 2>&1 || fail 'no certificates' "$work/openssl.log"

"$etcd" --data-dir "$work/etcd" --unsafe-no-fsync \
  --listen-client-urls "http://127.0.0.1:$client_port" --advertise-client-urls "http://127.0.0.1:$client_port" \
  --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
  --initial-cluster "default=http://127.0.0.1:$peer_port" >"$work/etcd.log" 2>&1 &
store="$!"

# Privileged containers are allowed, so that pod security alone is what refuses them.
"$apiserver" --etcd-servers "http://127.0.0.1:$client_port" \
  --bind-address 127.0.0.1 --advertise-address 127.0.0.1 --secure-port "$api_port" \
  --tls-cert-file "$work/apiserver.crt" --tls-private-key-file "$work/apiserver.key" --client-ca-file "$work/ca.crt" \
  --service-account-issuer https://apply-check.invalid --service-account-key-file "$work/apiserver.key" \
  --service-account-signing-key-file "$work/apiserver.key" --service-cluster-ip-range 10.96.0.0/16 \
  --authorization-mode RBAC --allow-privileged >"$work/apiserver.log" 2>&1 &
server="$!"

# Nothing of the caller's own clusters is read or written.
export KUBECONFIG="$work/kubeconfig" KUBECACHEDIR="$work/cache"
"$kubectl" config set-cluster check --server "https://127.0.0.1:$api_port" --certificate-authority "$work/ca.crt" >/dev/null
"$kubectl" config set-credentials admin --client-certificate "$work/admin.crt" --client-key "$work/admin.key" >/dev/null
"$kubectl" config set-context check --cluster check --user admin >/dev/null
"$kubectl" config use-context check >/dev/null

for ((second = 0; ; second++)); do
  kill -0 "$server" 2>/dev/null || fail 'kube-apiserver has left' <(tail -20 "$work/apiserver.log")
  ! "$kubectl" get --raw /readyz >/dev/null 2>&1 || break
  [ "$second" -lt 180 ] || fail 'kube-apiserver is not ready after three minutes' <(tail -20 "$work/apiserver.log")
  sleep 1
done
echo "server           $("$kubectl" get --raw /version | sed -n 's/.*"gitVersion": "\(.*\)".*/\1/p')"

# --- What it takes ---------------------------------------------------------------------------------------------------------

said="$work/said"
# Runs a command; its output is in $said, and told when it fails.
takes() {
  local what="$1"
  shift
  "$@" >"$said" 2>&1 || fail "$what" "$said"
}
without_warning() { ! grep '^Warning' "$said" >"$work/warnings" || fail "$1 is warned about" "$work/warnings"; }
# refuses <what> <words of the refusal> <command…>
refuses() {
  local what="$1" words="$2"
  shift 2
  ! "$@" >"$said" 2>&1 || fail "$what was taken" "$said"
  grep -q "$words" "$said" || fail "$what was refused for another reason" "$said"
}
apply() { "$kubectl" apply --validate=strict "$@"; }
# What each resource of an overlay has as its version: it grows with each write.
versions() {
  "$kubectl" get -k "$here/overlays/$1" \
    -o 'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{"\n"}{end}'
}
pods_of() { node "$here/pods-of.mjs" "$@" <"$work/workloads.json"; }
# misspelt <field of a spec> <overlay>: of a Deployment, of a ServiceMonitor.
misspelt() {
  "$kubectl" kustomize "$here/overlays/$2" | sed "s/^  $1:/  $1s:/" >"$work/misspelt.yaml"
  refuses "a misspelt $1" "unknown field \"spec.$1s\"" apply --dry-run=server -f "$work/misspelt.yaml"
}
create_pods() { "$kubectl" create --dry-run=server --validate=strict -f "$1"; }

takes 'the definitions' "$kubectl" create -f "$CRD_DIR"
takes 'the definitions' "$kubectl" wait --for=condition=Established --timeout=60s crd --all
echo "definitions      $(wc -l <"$said") custom resources"

for overlay in "$@"; do
  takes "$overlay was not applied" apply -k "$here/overlays/$overlay"
  without_warning "$overlay"
  versions "$overlay" >"$work/versions"
  namespace="$(sed -n 's#^namespace/\([^ ]*\) created$#\1#p' "$said")"

  takes "$overlay was not applied again" apply -k "$here/overlays/$overlay"
  # kubectl says `configured` where it sends a list or a selector anew, though the server finds it unchanged.
  versions "$overlay" | diff "$work/versions" - >"$work/changed" || fail "$overlay changes when applied again" "$work/changed"
  echo "$overlay: applied    $(wc -l <"$work/versions") resources, none changes when applied again"

  level="$("$kubectl" get namespace "$namespace" -o 'jsonpath={.metadata.labels.pod-security\.kubernetes\.io/enforce}')"
  [ "$level" = restricted ] || fail "the namespace $namespace enforces '$level', expected restricted"
  # Otherwise the controllers' work: no Pod is taken without its account.
  takes "the account of $namespace" "$kubectl" -n "$namespace" create serviceaccount default
  "$kubectl" -n "$namespace" get deployments,statefulsets,daemonsets,jobs,cronjobs -o json >"$work/workloads.json"
  pods_of >"$work/pods.json"
  takes "a Pod of $overlay was refused" create_pods "$work/pods.json"
  without_warning "a Pod of $overlay"
  pods="$(wc -l <"$said")"
  echo "$overlay: pods       $pods templates pass pod security \`restricted\`"

  # What lets everything pass proves nothing.
  pods_of --privileged >"$work/privileged.json"
  refuses 'a privileged container' 'violates PodSecurity "restricted' create_pods "$work/privileged.json"
  [ "$(grep -c 'violates PodSecurity "restricted' "$said")" -eq "$pods" ] ||
    fail 'not each privileged container was refused' "$said"
  misspelt minReadySeconds "$overlay"
  misspelt jobLabel "$overlay"
  echo "$overlay: mistakes   privileged containers and misspelt fields are refused"
done

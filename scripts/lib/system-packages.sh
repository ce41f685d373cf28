# shellcheck shell=bash
# Packages of the operating system: apt as root or with sudo, brew on macOS.

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

can_use_apt() { have apt-get && { [ "$(id -u)" -eq 0 ] || have sudo; }; }

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# system_install <apt packages> <brew formula>: fails without a word when there is no package manager it knows.
system_install() {
  local packages
  read -r -a packages <<<"$1"
  if can_use_apt; then
    say "Installing $1 with apt-get."
    # The package lists are fetched only when what is there does not do.
    apt_install "${packages[@]}" >/dev/null 2>&1 </dev/null && return
    quietly as_root apt-get update -qq && quietly apt_install "${packages[@]}"
  elif have brew; then
    say "Installing $2 with brew."
    quietly brew install "$2"
  else
    return 1
  fi
}

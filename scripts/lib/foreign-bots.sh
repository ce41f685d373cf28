# shellcheck shell=bash
# Bots of other languages' Discord libraries, which the tests of discord-simulator run: discord.py in a Python of its
# own, disgo as a binary. Optional: without Python 3 or Go those tests say so and are left out.

FOREIGN_BOTS=packages/discord-simulator/tests/libraries

use_foreign_bots() {
  use_python_bot
  use_go_bot
}

use_python_bot() {
  local requirements="$ROOT/$FOREIGN_BOTS/python/requirements.txt" stamp="$TOOLS/python-bot.sha256" wanted
  wanted="$(hash_of "$requirements")"
  # The stamp is also written after a failure: the next run need not try again.
  [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || return 0
  have python3 || return 0
  say 'Installing discord.py into .tools/python-bot/ with pip.'
  rm -rf "$TOOLS/python-bot"
  if ! { quietly python3 -m venv "$TOOLS/python-bot" &&
    quietly "$TOOLS/python-bot/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check \
      --no-deps --only-binary :all: --requirement "$requirements"; }; then
    rm -rf "$TOOLS/python-bot"
    say 'discord.py could not be installed, so its tests are left out. Remove .tools/python-bot.sha256 to try again.'
  fi
  printf '%s\n' "$wanted" >"$stamp"
}

use_go_bot() {
  local source="$ROOT/$FOREIGN_BOTS/go" stamp="$TOOLS/go-bot.sha256" wanted
  wanted="$(hash_of "$source"/*.go "$source/go.mod" "$source/go.sum")"
  [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || return 0
  have go || return 0
  say 'Building the bot of disgo into .tools/go-bot with Go.'
  rm -f "$TOOLS/go-bot"
  # The caches are removed again, since everything else stays untouched.
  if ! (cd "$source" && GOTOOLCHAIN=local GOFLAGS='-mod=readonly -modcacherw' GOMODCACHE="$TOOLS/go-mod" \
    GOCACHE="$TOOLS/go-cache" quietly go build -o "$TOOLS/go-bot" .); then
    rm -f "$TOOLS/go-bot"
    say 'The bot of disgo could not be built, so its tests are left out. Remove .tools/go-bot.sha256 to try again.'
  fi
  rm -rf "$TOOLS/go-mod" "$TOOLS/go-cache"
  printf '%s\n' "$wanted" >"$stamp"
}

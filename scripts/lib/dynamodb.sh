# shellcheck shell=bash
# DynamoDB: DYNAMODB_ENDPOINT, else DynamoDB Local where Java and Maven are at hand, else dynalite (a package of ours).

JAVA_MINIMUM=17

java_is_new_enough() {
  local version
  version="$(java -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')"
  [ -n "$version" ] && [ "$version" -ge "$JAVA_MINIMUM" ]
}

use_dynamodb() {
  [ -z "${DYNAMODB_ENDPOINT:-}" ] || return 0
  local pom="$ROOT/scripts/dynamodb-local/pom.xml" stamp="$TOOLS/dynamodb-local.sha256" wanted
  wanted="$(hash_of "$pom")"
  # The stamp is also written after a failure: dynalite does, and the next run need not try again.
  [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || return 0
  if ! have mvn || ! have java || ! java_is_new_enough; then return 0; fi
  say 'Installing DynamoDB Local into .tools/dynamodb-local/ with Maven.'
  rm -rf "$TOOLS/dynamodb-local" "$TOOLS/dynamodb-local.part"
  if quietly mvn --batch-mode --quiet --file "$pom" -Dmaven.repo.local="$TOOLS/maven-cache" \
    dependency:copy-dependencies -DoutputDirectory="$TOOLS/dynamodb-local.part"; then
    mv "$TOOLS/dynamodb-local.part" "$TOOLS/dynamodb-local"
  else
    rm -rf "$TOOLS/dynamodb-local.part"
    say 'Maven could not fetch DynamoDB Local, so dynalite stands in. Remove .tools/dynamodb-local.sha256 to try again.'
  fi
  rm -rf "$TOOLS/maven-cache"
  printf '%s\n' "$wanted" >"$stamp"
}

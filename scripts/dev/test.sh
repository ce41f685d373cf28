# runs every test against real Redis, DynamoDB and processes, and counts them
# shellcheck shell=bash
set_up
# What an earlier run counted must not count for this one.
rm -f apps/*/coverage/tests.json packages/*/coverage/tests.json
status=0
pnpm test "$@" </dev/null || status=$?
node scripts/test-summary.mjs || status=1
exit "$status"

# installs what is missing: Node and pnpm into .tools/, the packages, Redis, DynamoDB Local
# shellcheck shell=bash
set_up
set_up_report

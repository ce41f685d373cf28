// Every alert has a runbook, which says what it means, where to look and what to do, and tests that see it fire and see it
// silent; every rule and every runbook names metrics that exist.
//   node infra/docker/prometheus/check-alerts.mjs
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '../../..');
const pages = join(root, 'docs/runbooks');
const index = readFileSync(join(pages, 'README.md'), 'utf8');
const textOf = (folder) =>
  readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
const rules = textOf(join(here, 'rules'));
const tests = textOf(join(here, 'tests'));
const runbooks = textOf(pages);
const definitions = readFileSync(join(root, 'packages/telemetry/src/metrics/definitions.ts'), 'utf8');

const troubles = [];
const alerts = [...rules.matchAll(/- alert: (\w+)\n([\s\S]*?)(?=\n *- (?:alert|record|name): |$)/g)];
for (const [, name, body] of alerts) {
  const runbook = /runbook_url: (\S+)/.exec(body)?.[1];
  if (runbook === undefined || !existsSync(join(root, runbook))) troubles.push(`${name} has no runbook`);
  else {
    const page = readFileSync(join(root, runbook), 'utf8');
    if (!page.startsWith(`# ${name}\n`)) troubles.push(`${runbook} is not about ${name}`);
    for (const part of ['**What it means.** ', '**What it does.** ', '## Look\n\n1. ', '## Do\n\n- '])
      if (!page.includes(`\n\n${part}`)) troubles.push(`${runbook} lacks: ${part.trim()}`);
    const meaning = /\*\*What it means\.\*\* (.+)/.exec(page)?.[1];
    const row = index.split('\n').find((line) => line.startsWith(`| [${name}](`));
    if (!row?.includes(`| ${meaning} `))
      troubles.push(`docs/runbooks/README.md says something else of ${name}`);
  }
  if (!/severity: (page|ticket)\b/.test(body)) troubles.push(`${name} has no severity`);
  if (!tests.includes(`count(ALERTS{alertname="${name}"`)) troubles.push(`no test sees ${name} fire`);
  if (!tests.includes(`expr: ALERTS{alertname="${name}"`)) troubles.push(`no test sees ${name} silent`);
}
for (const [, metric] of (rules + runbooks).matchAll(/(?<![\w:])(anankor_\w+)/g)) {
  const base = metric.replace(/_(bucket|count|sum)$/, '');
  if (!definitions.includes(`'${metric}'`) && !definitions.includes(`'${base}'`))
    troubles.push(`${metric} is no metric of packages/telemetry`);
}
for (const [, recorded] of (rules + runbooks).matchAll(/(?<!record: |\w)(anankor:[\w:]+)/g))
  if (!rules.includes(`record: ${recorded}\n`)) troubles.push(`${recorded} is used and not recorded`);

for (const trouble of new Set(troubles)) console.error(trouble);
if (troubles.length > 0) process.exitCode = 1;
else console.log(`${alerts.length} alerts, each with a runbook and tests`);

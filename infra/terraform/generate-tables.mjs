// Writes the tables of packages/storage as JSON, which Terraform reads: one definition for both.
//   node --conditions=@anankor/source infra/terraform/generate-tables.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableDefinitions } from '../../packages/storage/src/table-definitions.ts';

const target = join(import.meta.dirname, 'modules/table-definitions/tables.json');
// Without a prefix: that is a variable of the module.
const wanted = `${JSON.stringify(tableDefinitions(''), null, 2)}\n`;

if (!process.argv.includes('--check')) writeFileSync(target, wanted);
else if (JSON.stringify(JSON.parse(readFileSync(target, 'utf8'))) !== JSON.stringify(JSON.parse(wanted))) {
  console.error(
    'infra/terraform/modules/table-definitions/tables.json is not current: run generate-tables.mjs',
  );
  process.exitCode = 1;
}

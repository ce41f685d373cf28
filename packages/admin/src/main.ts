import { join } from 'node:path';
import { run } from './run.ts';

/** `pnpm workers`, `pnpm dlq …`, `pnpm drain …` and `pnpm undrain …`. */
process.exitCode = await run({
  args: process.argv.slice(2),
  env: process.env,
  dotenvPath: join(import.meta.dirname, '../../../.env'),
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});

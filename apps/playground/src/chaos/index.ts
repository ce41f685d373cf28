import { fileURLToPath } from 'node:url';
import { chaos } from './chaos.ts';
import { readSettings } from './settings.ts';

const folder = fileURLToPath(new URL('../../../../.anankor/chaos', import.meta.url));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const { verdict } = await chaos(readSettings(process.argv.slice(2)), print, folder);
  if (verdict.violations.length > 0) process.exitCode = 1;
} catch (error) {
  process.stderr.write(
    `\nThe chaos run broke off: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 2;
}

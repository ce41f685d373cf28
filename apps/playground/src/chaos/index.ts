import { fileURLToPath } from 'node:url';
import { chaos } from './chaos.ts';
import { readSettings } from './settings.ts';

const folder = fileURLToPath(new URL('../../../../.anankor/chaos', import.meta.url));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
let code = 0;
try {
  const { verdict } = await chaos(readSettings(process.argv.slice(2)), print, folder);
  if (verdict.violations.length > 0) code = 1;
} catch (error) {
  process.stderr.write(
    `\nThe chaos run broke off: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  code = 2;
}
// Once all is printed. Left to end by itself, Node sometimes spins for ever in its own clean-up (Environment::CleanupHandles), with
// nothing of ours open: hundreds of sockets were reset before.
process.stdout.write('', () => process.exit(code));

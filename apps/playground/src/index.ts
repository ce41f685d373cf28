import { demo } from './demo.ts';

const asked = new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  await demo({ once: process.argv.includes('--once'), print, asked });
} catch (error) {
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

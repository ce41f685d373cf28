import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Adds up what vitest wrote to each package's coverage/tests.json and prints `N passed, N failed`.
 * A test file that broke before its first test counts as one failure. Exits 1 on a failure or without any test.
 */
const root = join(import.meta.dirname, '..');
const totals = { passed: 0, failed: 0 };

for (const group of ['apps', 'packages']) {
  for (const name of readdirSync(join(root, group))) {
    const file = join(root, group, name, 'coverage', 'tests.json');
    if (!existsSync(file)) continue;
    const results = JSON.parse(readFileSync(file, 'utf8'));
    const broken = results.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    totals.passed += results.numPassedTests;
    totals.failed += results.numFailedTests + broken.length;
  }
}

console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with `N passed, N failed`. A file that broke outside of its tests counts as one failure. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      const failures = states.filter((state) => state === 'failed').length;
      passed += states.filter((state) => state === 'passed').length;
      failed += failures === 0 && !module.ok() ? 1 : failures;
    }
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  }
}

import { defineTests } from '../../vitest.shared.ts';

export default defineTests({
  lines: 85,
  globalSetup: ['@anankor/local-stack/vitest'],
  testTimeout: 60_000,
  // Runs in processes of its own in tests/command.test.ts.
  uncovered: ['src/main.ts'],
});

import { defineTests } from '../../vitest.shared.ts';

export default defineTests({
  lines: 90,
  globalSetup: ['@anankor/local-stack/vitest'],
  // Runs in a process of its own in tests/command.test.ts.
  uncovered: ['src/main.ts'],
});

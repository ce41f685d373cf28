import { defineTests } from '../../vitest.shared.ts';

export default defineTests({
  lines: 80,
  globalSetup: ['./src/vitest-setup.ts'],
  // The first runs before the tests, the second in a process of its own; the stack is tested by the system's tests.
  uncovered: ['src/vitest-setup.ts', 'src/dynalite-server.ts', 'src/stack/**'],
});

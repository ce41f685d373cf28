import { defineTests } from '../../vitest.shared.ts';

export default defineTests({
  lines: 80,
  uncovered: ['src/main.ts'],
  globalSetup: ['tests/contract/generate.ts'],
  setupFiles: ['tests/contract/setup.ts'],
});

import { defineTests } from '../../vitest.shared.ts';

export default defineTests({
  lines: 90,
  globalSetup: ['@anankor/local-stack/vitest'],
  uncovered: ['src/create-tables-cli.ts'],
});

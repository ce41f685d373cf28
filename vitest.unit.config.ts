import { defineConfig } from 'vitest/config';
import { liveSources } from './vitest.shared.ts';

/** All unit tests (beside their sources, no service) in one run, for `pnpm check`. */
export default defineConfig({
  ...liveSources,
  test: {
    include: ['apps/*/src/**/*.test.ts', 'packages/*/src/**/*.test.ts'],
    testTimeout: 20_000,
  },
});

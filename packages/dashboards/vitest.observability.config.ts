import { defineConfig } from 'vitest/config';

const conditions = ['@anankor/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['tests/observability/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    // The whole platform is started and played on.
    hookTimeout: 240_000,
    reporters: ['default', './tests/observability/summary-reporter.ts'],
  },
});

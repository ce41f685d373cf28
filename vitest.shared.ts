import { defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';

export interface TestSetup {
  /** Least share of covered lines in per cent; the run fails below it. */
  lines: number;
  /** Vitest global set-up files, for instance '@anankor/local-stack/vitest' for Redis and DynamoDB. */
  globalSetup?: string[];
  /** Source files that only other processes execute (entry points), kept out of the coverage. */
  uncovered?: string[];
  /** Upper bound of one test in milliseconds. */
  testTimeout?: number;
}

/** What every package's vitest.config.ts has in common: live sources, line coverage, no leaked handles. */
export function defineTests(setup: TestSetup): ViteUserConfig {
  const conditions = ['@anankor/source', 'node'];
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
      globalSetup: setup.globalSetup ?? [],
      testTimeout: setup.testTimeout ?? 20_000,
      hookTimeout: 60_000,
      pool: 'forks',
      reporters: ['default', ['json', { outputFile: 'coverage/tests.json' }]],
      coverage: {
        enabled: true,
        provider: 'v8',
        include: ['src/**/*.ts'],
        exclude: ['src/**/*.test.ts', 'src/index.ts', ...(setup.uncovered ?? [])],
        reporter: ['text-summary', 'json-summary'],
        reportsDirectory: 'coverage',
        thresholds: { lines: setup.lines },
      },
    },
  });
}

import { defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';

export interface TestSetup {
  /** Least share of covered lines in per cent; the run fails below it. */
  lines: number;
  /** Vitest global set-up files, for instance '@anankor/local-stack/vitest' for Redis and DynamoDB. */
  globalSetup?: string[];
  /** Files that run before each test file. */
  setupFiles?: string[];
  /** Source files that only other processes execute (entry points), kept out of the coverage. */
  uncovered?: string[];
  /** Upper bound of one test in milliseconds. */
  testTimeout?: number;
}

const conditions = ['@anankor/source', 'node'];

/** Tests run the sources of every package, without a build. */
export const liveSources = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
} satisfies ViteUserConfig;

/** `vitest run` and nothing else: no file, no `-t`. Only such a run can reach the limits of coverage. */
const wholeRun = process.argv.slice(2).every((argument) => argument === 'run');

/** What every package's vitest.config.ts has in common: live sources, line coverage of a whole run, no leaked handles. */
export function defineTests(setup: TestSetup): ViteUserConfig {
  return defineConfig({
    ...liveSources,
    test: {
      include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
      globalSetup: setup.globalSetup ?? [],
      setupFiles: setup.setupFiles ?? [],
      testTimeout: setup.testTimeout ?? 20_000,
      hookTimeout: 60_000,
      pool: 'forks',
      reporters: wholeRun ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
      coverage: {
        enabled: wholeRun,
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

import { mergeConfig } from 'vitest/config';
import { defineTests } from '../../vitest.shared.ts';

// Each file of system tests runs a platform of some ten processes: one after the other, or they measure each other.
const tests = defineTests({
  lines: 80,
  globalSetup: ['@anankor/local-stack/vitest'],
  // A session moves between processes (tests/session-move*.test.ts), which nobody measures.
  uncovered: [
    'src/services/adopt-session.ts',
    'src/services/guild-move.ts',
    'src/services/move-jobs.ts',
    'src/services/move-pass.ts',
    'src/services/session-drain.ts',
  ],
});

export default mergeConfig(tests, { test: { fileParallelism: false } });

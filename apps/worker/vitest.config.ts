import { mergeConfig } from 'vitest/config';
import { defineTests } from '../../vitest.shared.ts';

// Each file of system tests runs a platform of some ten processes: one after the other, or they measure each other.
export default mergeConfig(defineTests({ lines: 80, globalSetup: ['@anankor/local-stack/vitest'] }), {
  test: { fileParallelism: false },
});

import { defineTests } from '../../vitest.shared.ts';

export default defineTests({
  lines: 80,
  // Entry points: other processes and threads run them.
  uncovered: ['src/main.ts', 'src/sources/transcode-worker.ts'],
});

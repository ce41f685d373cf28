import { defineTests } from '../../vitest.shared.ts';

export default defineTests({ lines: 80, testTimeout: 60_000 });

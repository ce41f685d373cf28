import { defineTests } from '../../vitest.shared.ts';

export default defineTests({ lines: 80, uncovered: ['src/main.ts'] });

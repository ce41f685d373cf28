import { defineTests } from '../../vitest.shared.ts';

export default defineTests({ lines: 80, globalSetup: ['@anankor/local-stack/vitest'] });

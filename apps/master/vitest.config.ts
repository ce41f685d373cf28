import { defineTests } from '../../vitest.shared.ts';

// Shards are split between replicas in processes of their own (tests/shards.test.ts), which nobody measures.
export default defineTests({
  lines: 80,
  globalSetup: ['@anankor/local-stack/vitest'],
  uncovered: ['src/bot/split-gateway.ts', 'src/bot/free-guilds.ts'],
});

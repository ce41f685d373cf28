import { defineTests } from '../../vitest.shared.ts';

export default defineTests({
  lines: 80,
  testTimeout: 120_000,
  // Processes of their own, and the benches themselves, which `pnpm bench` runs.
  uncovered: [
    'src/main.ts',
    'src/benches.ts',
    'src/write-document.ts',
    'src/**/*-bench.ts',
    'src/queues/drivers/*.ts',
    'src/queues/consumer.ts',
    'src/queues/producer.ts',
    'src/queues/requests.ts',
    'src/processes/serve.ts',
    'src/commands/plain-bot.ts',
    'src/memory/feeder.ts',
  ],
});

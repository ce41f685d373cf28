import { commandBench } from './commands/command-bench.ts';
import type { BenchOptions } from './options.ts';
import { queueBench } from './queues/queue-bench.ts';
import type { Section } from './report/section.ts';

export type Bench = (options: BenchOptions, say: (what: string) => void) => Promise<Section>;

export const benches = {
  queues: queueBench,
  commands: commandBench,
} as const satisfies Record<string, Bench>;

import { commandBench } from './commands/command-bench.ts';
import { failoverBench } from './failover/failover-bench.ts';
import { nodeBench } from './failover/node-bench.ts';
import { memoryBench } from './memory/memory-bench.ts';
import type { BenchOptions } from './options.ts';
import { queueBench } from './queues/queue-bench.ts';
import type { Section } from './report/section.ts';
import { commitBench } from './sessions/commit-bench.ts';
import { skipBench } from './sessions/skip-bench.ts';

export type Bench = (options: BenchOptions, say: (what: string) => void) => Promise<Section>;

export const benches = {
  queues: queueBench,
  commit: commitBench,
  commands: commandBench,
  failover: failoverBench,
  nodes: nodeBench,
  skip: skipBench,
  memory: memoryBench,
} as const satisfies Record<string, Bench>;

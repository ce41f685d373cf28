import type { Clock } from '@anankor/core';
import type { Redis, WorkerLease } from '@anankor/ipc';
import type { Logger } from '@anankor/logger';
import type { NodeState } from '@anankor/music';
import type { OnUnreadable } from '@anankor/schemas';
import type { Assignments, RedisKeys } from '@anankor/storage';
import type { WorkerConfig } from '../env.ts';
import type { WorkerMetrics } from '../metrics/worker-events.ts';
import type { MoveTiming } from './move-timing.ts';
import type { SeatTiming } from './seat-timing.ts';
import type { OnStep } from './steps.ts';

/** What a process gives the worker it owns. */
export interface OwnedWorkerOptions {
  config: WorkerConfig;
  lease: WorkerLease;
  redis: Redis;
  keys: RedisKeys;
  assignments: Assignments;
  metrics: WorkerMetrics;
  /** What metrics call the worker, `worker-1`. */
  label: string;
  log: Logger;
  clock: Clock;
  /** This process, for operators. */
  owner: string;
  random: () => number;
  onStep: OnStep;
  moveTiming: MoveTiming;
  seatTiming: SeatTiming;
  /** An operator asks that another process has the worker. */
  onDrain(): void;
  /** How its Lavalink nodes are, whenever one changes; null when it is this process's no longer. */
  onNodes(nodes: readonly NodeState[] | null): void;
  /** Input from outside was skipped. */
  onUnreadable: OnUnreadable;
}

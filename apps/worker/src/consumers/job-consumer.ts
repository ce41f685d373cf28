import { JobConsumer } from '@anankor/ipc';
import type { DeadLetter, Delivery, Log, Redis } from '@anankor/ipc';
import type { ReplyRoute } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';

export interface WorkerConsumerOptions {
  blocking: Redis;
  commands: Redis;
  keys: RedisKeys;
  workerId: string;
  epoch: number;
  owner: string;
  prefetch: number;
  leaseMs(): number;
  log: Log;
  deliver(delivery: Delivery): void;
  onDead(dead: DeadLetter & { reply?: ReplyRoute }): void;
}

/** So many guilds may flood the worker at once until others wait for them. */
const FLOODING_GUILDS = 32;

/** The worker's consumer: named after its owner and epoch, so that what is pending for any other name belongs to the dead. */
export function jobConsumer(options: WorkerConsumerOptions): JobConsumer {
  const { blocking, commands, keys, workerId, epoch, owner, prefetch, leaseMs, log, deliver, onDead } =
    options;
  return new JobConsumer({
    blocking,
    commands,
    keys,
    workerId,
    consumer: `${owner}:${epoch}`,
    prefetch,
    guildShare: Math.ceil(prefetch / FLOODING_GUILDS),
    batch: 100,
    blockMs: 5_000,
    retry: { idleMs: [1_000, 5_000, 15_000, 60_000] },
    leaseMs,
    handle: deliver,
    onPoison: onDead,
    logger: log,
  });
}

/**
 * Consumes and says what it gets. Settings: url, prefix, workerId, name, ack (acknowledge at once), dieAt (job id at
 * which the process kills itself, before it settles anything).
 */
import { redisKeys } from '@anankor/storage';
import { JobConsumer, createRedis } from '../../src/index.ts';

interface Settings {
  url: string;
  prefix: string;
  workerId: string;
  name: string;
  ack?: boolean;
  dieAt?: string;
  blockMs?: number;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
const consumer = new JobConsumer({
  blocking: createRedis(settings.url, { role: 'blocking', name: `reader-${settings.prefix}` }),
  commands: createRedis(settings.url, { role: 'commands', name: 'commands' }),
  keys: redisKeys(settings.prefix),
  workerId: settings.workerId,
  consumer: settings.name,
  prefetch: 50,
  batch: 50,
  blockMs: settings.blockMs ?? 500,
  retry: { idleMs: [10] },
  handle: (delivery) => {
    const { jobId } = delivery.job;
    if (jobId === settings.dieAt) {
      // What was handed over before it is settled (acknowledged) only after this process is gone, that is: never.
      process.send?.({ dying: jobId, attempt: delivery.attempt }, () => process.kill(process.pid, 'SIGKILL'));
      return;
    }
    process.send?.({ job: jobId, attempt: delivery.attempt });
    if (settings.ack) setTimeout(() => delivery.ack(), 30);
  },
});
await consumer.start(new AbortController().signal);
process.send?.({ ready: true });

import type { Job as Envelope } from '@anankor/schemas';
import { Redis } from 'ioredis';
import { serveConsumer, workOn } from '../consumer.ts';

/** XREADGROUP, work, XACK and XDEL, batch by batch: nothing is kept in order, deduplicated or taken over. */
const port = Number(process.argv[2]);
const commands = new Redis({ host: '127.0.0.1', port });
const BATCH = 256;
let reading = false;
let loop: Promise<void> = Promise.resolve();

serveConsumer({
  prepare: async () => {
    await commands.xgroup('CREATE', 'jobs', 'workers', '0', 'MKSTREAM').catch(() => undefined);
  },
  start: async (work) => {
    const blocking = new Redis({ host: '127.0.0.1', port });
    reading = true;
    const read = async (): Promise<void> => {
      while (reading) {
        const reply = (await blocking.xreadgroup(
          ...(['GROUP', 'workers', 'one', 'COUNT', BATCH, 'BLOCK', 100, 'STREAMS', 'jobs', '>'] as const),
        )) as [string, [id: string, fields: string[]][]][] | null;
        const entries = reply?.[0]?.[1] ?? [];
        if (entries.length === 0) continue;
        await Promise.all(entries.map(([, fields]) => workOn(JSON.parse(fields[1] ?? '') as Envelope, work)));
        const ids = entries.map(([id]) => id);
        void commands
          .pipeline()
          .xack('jobs', 'workers', ...ids)
          .xdel('jobs', ...ids)
          .exec();
      }
      blocking.disconnect();
    };
    loop = read();
    await Promise.resolve();
  },
  stop: async () => {
    reading = false;
    await loop;
    await commands.ping();
  },
});

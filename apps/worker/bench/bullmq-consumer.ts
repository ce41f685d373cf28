/**
 * The same work behind BullMQ: a lane a guild, since BullMQ knows no order within one, decide, the commit of the session. A
 * process of `pnpm bench`. Arguments: the port of its Redis, the concurrency.
 */
import { bullmqConsumer, serveConsumer } from '@anankor/bench';
import type { Job } from '@anankor/schemas';
import { Lane } from '../src/services/lane.ts';
import { SessionWork, guildsUpTo } from './session-work.ts';

const [port, concurrency] = process.argv.slice(2).map(Number);
const QUEUE = 10;
const sessions = new SessionWork(`redis://127.0.0.1:${port}`);

serveConsumer({
  prepare: ({ guilds }) => sessions.prepare(guildsUpTo(guilds), QUEUE),
  ...bullmqConsumer(port ?? 0, concurrency ?? 1, (work) => {
    const lanes = new Map<string, Lane<() => Promise<void>>>();
    const settle = async (job: Job): Promise<void> => {
      work.begin(job);
      await work.handle();
      await sessions.apply(job);
      work.end(job);
    };
    return (job) =>
      new Promise((resolve, reject) => {
        let lane = lanes.get(job.guildId);
        if (!lane) lanes.set(job.guildId, (lane = new Lane((one) => one())));
        lane.push(() => settle(job).then(resolve, reject));
      });
  }),
});

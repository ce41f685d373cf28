/** Skips in queues of different lengths, decided and committed one after the other. A process of `pnpm bench`. */
import { guildIdOf, jobOf, nowUs, serve } from '@anankor/bench';
import type { SkipMethods } from '@anankor/bench';
import { SessionWork } from './session-work.ts';

const sessions = new SessionWork(`redis://127.0.0.1:${process.argv[2]}`);
const prepared = new Set<string>();
let jobs = 0;

const methods: SkipMethods = {
  skip: async ({ tracks, skips }) => {
    const guildId = guildIdOf(tracks);
    if (!prepared.has(guildId)) await sessions.prepare([guildId], tracks);
    prepared.add(guildId);
    const times = new Float64Array(skips);
    for (let n = 0; n < skips; n++) {
      const job = { ...jobOf(jobs++, 1, Date.now()), guildId };
      const began = nowUs();
      await sessions.apply(job);
      times[n] = nowUs() - began;
    }
    return times.sort()[Math.floor(skips / 2)] ?? NaN;
  },
};
serve(methods);

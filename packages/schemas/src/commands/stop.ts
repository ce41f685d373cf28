import { z } from 'zod';
import { defineCommand } from './define.ts';

export const stop = defineCommand({
  path: 'stop',
  group: 'music',
  description: 'Stop the music and clear the queue',
  access: 'D',
  runs: 'session',
  failures: ['NP'],
  input: z.object({}),
  localisations: { de: { description: 'Die Musik stoppen und die Warteschlange leeren', options: {} } },
});

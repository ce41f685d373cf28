import { z } from 'zod';
import { defineCommand } from './define.ts';

export const pause = defineCommand({
  path: 'pause',
  group: 'music',
  description: 'Pause the music',
  access: 'D',
  runs: 'session',
  failures: ['NP'],
  input: z.object({}),
  localisations: { de: { description: 'Die Musik anhalten', options: {} } },
});

import { z } from 'zod';
import { defineCommand } from './define.ts';

export const resume = defineCommand({
  path: 'resume',
  group: 'music',
  description: 'Go on where the music was paused',
  access: 'D',
  runs: 'session',
  failures: ['NP'],
  input: z.object({}),
  localisations: { de: { description: 'Dort weiterspielen, wo die Musik angehalten wurde', options: {} } },
});

import { z } from 'zod';
import { defineCommand } from './define.ts';

export const resume = defineCommand({
  path: 'resume',
  description: 'Go on where the music was paused',
  tier: 'D',
  route: 'session',
  failures: ['NP'],
  input: z.object({}),
});

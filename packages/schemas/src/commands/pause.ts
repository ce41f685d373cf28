import { z } from 'zod';
import { defineCommand } from './define.ts';

export const pause = defineCommand({
  path: 'pause',
  description: 'Pause the music',
  tier: 'D',
  route: 'session',
  failures: ['NP'],
  input: z.object({}),
});

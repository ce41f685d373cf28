import { z } from 'zod';
import { defineCommand } from './define.ts';

export const leave = defineCommand({
  path: 'leave',
  description: 'Send the worker out of your voice channel',
  tier: 'D',
  route: 'session',
  input: z.object({
    keep_queue: z.boolean().default(false).meta({ description: 'Keep the queue for the next time' }),
  }),
});

import { z } from 'zod';
import { defineCommand } from './define.ts';

export const queueShuffle = defineCommand({
  path: 'queue shuffle',
  description: 'Shuffle the queue',
  tier: 'D',
  route: 'session',
  failures: ['EQ'],
  input: z.object({}),
});

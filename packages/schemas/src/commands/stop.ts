import { z } from 'zod';
import { defineCommand } from './define.ts';

export const stop = defineCommand({
  path: 'stop',
  description: 'Stop the music and clear the queue',
  tier: 'D',
  route: 'session',
  failures: ['NP'],
  input: z.object({}),
});

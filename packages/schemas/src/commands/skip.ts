import { z } from 'zod';
import { defineCommand } from './define.ts';

export const skip = defineCommand({
  path: 'skip',
  description: 'Skip the current track, or several; a vote where you are no DJ',
  tier: 'U',
  route: 'session',
  failures: ['OR', 'NP'],
  input: z.object({
    count: z.number().int().min(1).max(1000).default(1).meta({ description: 'How many tracks' }),
  }),
});

import { z } from 'zod';
import { defineCommand } from './define.ts';

export const queueShow = defineCommand({
  path: 'queue show',
  description: 'Show the queue',
  tier: 'B',
  route: 'session',
  failures: ['EQ', 'OR'],
  input: z.object({
    page: z.number().int().min(1).max(10_000).default(1).meta({ description: 'Page, ten tracks each' }),
  }),
});

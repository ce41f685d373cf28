import { z } from 'zod';
import { defineCommand } from './define.ts';

export const volume = defineCommand({
  path: 'volume',
  description: 'Show or set the volume',
  tier: 'D',
  route: 'session',
  failures: ['OR'],
  input: z.object({
    level: z
      .number()
      .int()
      .min(0)
      .max(200)
      .optional()
      .meta({ description: 'Per cent, 0 to 200; none shows it' }),
  }),
});

import { z } from 'zod';
import { defineCommand } from './define.ts';

export const volume = defineCommand({
  path: 'volume',
  group: 'music',
  description: 'Show or set the volume',
  access: 'D',
  runs: 'session',
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
  localisations: {
    de: {
      description: 'Die Lautstärke zeigen oder setzen',
      options: { level: 'Prozent, 0 bis 200; ohne Angabe wird sie gezeigt' },
    },
  },
});

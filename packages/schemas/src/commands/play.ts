import { z } from 'zod';
import { defineCommand } from './define.ts';

export const play = defineCommand({
  path: 'play',
  description: 'Play a track, a playlist or the best match of a search in your voice channel',
  tier: 'U',
  route: 'voice',
  delivery: { attempts: 5, expiresInMs: 120_000 },
  failures: ['OR', 'PD', 'QL', 'NM', 'LF', 'RS', 'SD', 'ND'],
  input: z.object({
    query: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .meta({ description: 'A link, or words to search for', autocomplete: true }),
    position: z
      .enum(['end', 'next', 'now'])
      .default('end')
      .meta({ description: 'Where it goes in the queue' }),
    shuffle: z.boolean().default(false).meta({ description: 'Shuffle what a playlist adds' }),
  }),
});

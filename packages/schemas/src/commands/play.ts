import { z } from 'zod';
import { defineCommand } from './define.ts';

export const play = defineCommand({
  path: 'play',
  group: 'music',
  description: 'Play a track, a playlist or the best match of a search in your voice channel',
  access: 'U',
  runs: 'session',
  opensSession: true,
  delivery: { attempts: 5, expiresInMs: 120_000 },
  failures: ['OR', 'PD', 'QL', 'NM', 'LF', 'RS', 'SD', 'ND'],
  input: z.object({
    query: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .meta({ description: 'A link, or words to search for', complete: 'tracks' }),
    position: z
      .enum(['end', 'next', 'now'])
      .default('end')
      .meta({ description: 'Where it goes in the queue' }),
    shuffle: z.boolean().default(false).meta({ description: 'Shuffle what a playlist adds' }),
  }),
  localisations: {
    de: {
      description:
        'Einen Titel, eine Playlist oder den besten Treffer einer Suche in deinem Sprachkanal spielen',
      options: {
        query: 'Ein Link oder Suchwörter',
        position: 'Wohin in der Warteschlange',
        shuffle: 'Mischt, was eine Playlist hinzufügt',
      },
    },
  },
});

import { z } from 'zod';
import { defineCommand } from './define.ts';

export const skip = defineCommand({
  path: 'skip',
  group: 'music',
  description: 'Skip the current track, or several; a vote where you are no DJ',
  access: 'U',
  runs: 'session',
  failures: ['OR', 'NP'],
  input: z.object({
    count: z.number().int().min(1).max(1000).default(1).meta({ description: 'How many tracks' }),
  }),
  localisations: {
    de: {
      description: 'Den aktuellen Titel oder mehrere überspringen; als Abstimmung, wenn du kein DJ bist',
      options: { count: 'Wie viele Titel' },
    },
  },
});

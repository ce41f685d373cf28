import { z } from 'zod';
import { defineCommand } from './define.ts';

export const leave = defineCommand({
  path: 'leave',
  group: 'voice',
  description: 'Send the worker out of your voice channel',
  access: 'D',
  runs: 'session',
  input: z.object({
    keep_queue: z.boolean().default(false).meta({ description: 'Keep the queue for the next time' }),
  }),
  localisations: {
    de: {
      description: 'Den Worker aus deinem Sprachkanal schicken',
      options: { keep_queue: 'Die Warteschlange fürs nächste Mal behalten' },
    },
  },
});

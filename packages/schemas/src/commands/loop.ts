import { z } from 'zod';
import { loopMode } from '../track.ts';
import { defineCommand } from './define.ts';

export const loop = defineCommand({
  path: 'loop',
  group: 'music',
  description: 'Repeat the current track or the queue',
  access: 'D',
  runs: 'session',
  input: z.object({ mode: loopMode.meta({ description: 'What repeats' }) }),
  localisations: {
    de: {
      description: 'Den Titel oder die Warteschlange wiederholen',
      options: { mode: 'Was wiederholt wird' },
    },
  },
});

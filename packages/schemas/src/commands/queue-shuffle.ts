import { z } from 'zod';
import { defineCommand } from './define.ts';

export const queueShuffle = defineCommand({
  path: 'queue shuffle',
  group: 'queue',
  description: 'Shuffle the queue',
  access: 'D',
  runs: 'session',
  failures: ['EQ'],
  input: z.object({}),
  localisations: { de: { description: 'Die Warteschlange mischen', options: {} } },
});

import { z } from 'zod';
import { defineCommand } from './define.ts';

export const queueShow = defineCommand({
  path: 'queue show',
  group: 'queue',
  description: 'Show the queue',
  access: 'B',
  runs: 'session',
  failures: ['EQ', 'OR'],
  input: z.object({
    page: z.number().int().min(1).max(10_000).default(1).meta({ description: 'Page, ten tracks each' }),
  }),
  localisations: {
    de: { description: 'Die Warteschlange zeigen', options: { page: 'Seite mit je zehn Titeln' } },
  },
});

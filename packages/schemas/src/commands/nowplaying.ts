import { z } from 'zod';
import { defineCommand } from './define.ts';

export const nowplaying = defineCommand({
  path: 'nowplaying',
  group: 'music',
  description: 'Show what is playing, with controls',
  access: 'B',
  runs: 'session',
  failures: ['NP'],
  input: z.object({}),
  localisations: { de: { description: 'Zeigen, was läuft, mit Bedienung', options: {} } },
});

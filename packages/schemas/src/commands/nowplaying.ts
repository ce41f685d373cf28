import { z } from 'zod';
import { defineCommand } from './define.ts';

export const nowplaying = defineCommand({
  path: 'nowplaying',
  description: 'Show what is playing, with controls',
  tier: 'B',
  route: 'session',
  failures: ['NP'],
  input: z.object({}),
});

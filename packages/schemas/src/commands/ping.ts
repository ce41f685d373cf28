import { z } from 'zod';
import { defineCommand } from './define.ts';

export const ping = defineCommand({
  path: 'ping',
  description: 'Show how quickly Anankor answers',
  tier: 'B',
  route: 'master',
  ephemeral: true,
  input: z.object({}),
});

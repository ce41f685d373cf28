import { z } from 'zod';
import { defineCommand } from './define.ts';

export const help = defineCommand({
  path: 'help',
  description: 'Show what Anankor can do',
  tier: 'B',
  route: 'master',
  ephemeral: true,
  input: z.object({
    command: z.string().max(64).optional().meta({ description: 'One command in detail', autocomplete: true }),
  }),
});

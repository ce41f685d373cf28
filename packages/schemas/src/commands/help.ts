import { z } from 'zod';
import { defineCommand } from './define.ts';

export const help = defineCommand({
  path: 'help',
  group: 'about',
  description: 'Show what Anankor can do',
  access: 'B',
  runs: 'master',
  ephemeral: true,
  input: z.object({
    command: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'One command in detail', complete: 'commands' }),
  }),
  localisations: {
    de: { description: 'Zeigen, was Anankor kann', options: { command: 'Ein Befehl im Einzelnen' } },
  },
});

import { z } from 'zod';
import { defineCommand } from './define.ts';

export const ping = defineCommand({
  path: 'ping',
  group: 'about',
  description: 'Show how quickly Anankor answers',
  access: 'B',
  runs: 'master',
  ephemeral: true,
  input: z.object({}),
  localisations: { de: { description: 'Zeigen, wie schnell Anankor antwortet', options: {} } },
});

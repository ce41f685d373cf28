import { z } from 'zod';
import { defineCommand } from './define.ts';

export const queueUndo = defineCommand({
  path: 'queue undo',
  group: 'queue',
  description: 'Take back the last stop or shuffle',
  access: 'D',
  runs: 'session',
  input: z.object({}),
  localisations: {
    de: { description: 'Den letzten Stopp oder das letzte Mischen zurücknehmen', options: {} },
  },
});

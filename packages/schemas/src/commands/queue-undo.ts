import { z } from 'zod';
import { defineCommand } from './define.ts';

export const queueUndo = defineCommand({
  path: 'queue undo',
  description: 'Take back the last stop or shuffle',
  tier: 'D',
  route: 'session',
  input: z.object({}),
});

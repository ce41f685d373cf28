import { z } from 'zod';
import { loopMode } from '../track.ts';
import { defineCommand } from './define.ts';

export const loop = defineCommand({
  path: 'loop',
  description: 'Repeat the current track or the queue',
  tier: 'D',
  route: 'session',
  input: z.object({ mode: loopMode.meta({ description: 'What repeats' }) }),
});

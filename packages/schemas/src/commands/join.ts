import { z } from 'zod';
import { snowflake } from '../snowflake.ts';
import { defineCommand } from './define.ts';

export const join = defineCommand({
  path: 'join',
  description: 'Bring a worker into your voice channel',
  tier: 'U',
  route: 'voice',
  input: z.object({
    channel: snowflake.optional().meta({ description: 'Another voice channel than yours', channel: 'voice' }),
  }),
});

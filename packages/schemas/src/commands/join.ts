import { z } from 'zod';
import { snowflake } from '../snowflake.ts';
import { defineCommand } from './define.ts';

export const join = defineCommand({
  path: 'join',
  group: 'voice',
  description: 'Bring a worker into your voice channel',
  access: 'U',
  runs: 'session',
  opensSession: true,
  input: z.object({
    channel: snowflake.optional().meta({ description: 'Another voice channel than yours', channel: 'voice' }),
  }),
  localisations: {
    de: {
      description: 'Einen Worker in deinen Sprachkanal holen',
      options: { channel: 'Ein anderer Sprachkanal als deiner' },
    },
  },
});

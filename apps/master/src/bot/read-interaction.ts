import { snowflake } from '@anankor/schemas';
import type { InputReader } from '@anankor/schemas';
import type { InteractionOption } from '@anankor/discord';
import { InteractionType } from 'discord-api-types/v10';
import type { APIInteraction } from 'discord-api-types/v10';
import { z } from 'zod';

const user = z.looseObject({ id: snowflake });

/** What the master reads of every interaction. The rest is kept: another replica may know what to do with it. */
const base = z.looseObject({
  id: snowflake,
  application_id: snowflake,
  token: z.string().min(1),
  type: z.int(),
  locale: z.string().optional(),
  guild_id: snowflake.optional(),
  user: user.optional(),
  member: z
    .looseObject({ user, roles: z.array(z.string()), permissions: z.string().regex(/^\d+$/) })
    .optional(),
});
const channel = z.looseObject({ id: snowflake });

const option: z.ZodType<InteractionOption> = z.looseObject({
  name: z.string(),
  type: z.int(),
  focused: z.boolean().optional(),
  get options() {
    return z.array(option).optional();
  },
});
const data = z.looseObject({ name: z.string(), type: z.int(), options: z.array(option).optional() });

const byType: Readonly<Record<number, z.ZodType>> = {
  [InteractionType.ApplicationCommand]: base.extend({ channel, data }),
  [InteractionType.ApplicationCommandAutocomplete]: base.extend({
    data: data.extend({ options: z.array(option) }),
  }),
  [InteractionType.MessageComponent]: base.extend({
    channel,
    data: z.looseObject({ custom_id: z.string() }),
  }),
};

/** Undefined, and reported, for what is no interaction or lacks something that the master needs. */
export function readInteraction(value: unknown, reader: InputReader): APIInteraction | undefined {
  const head = reader.read('INTERACTION_CREATE', base, value);
  if (!head) return undefined;
  const whole = reader.read('INTERACTION_CREATE', byType[head.type] ?? base, value);
  return whole === undefined ? undefined : (value as APIInteraction);
}

import { AnankorError } from '@anankor/core';
import { ApplicationCommandOptionType, ChannelType } from 'discord-api-types/v10';
import type { APIApplicationCommandBasicOption } from 'discord-api-types/v10';

/** What `z.toJSONSchema` says of one option, as far as Discord can express it. */
export interface OptionSchema {
  type?: string;
  description?: string;
  enum?: string[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  complete?: string;
  channel?: string;
}

const NAME = /^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$/u;

/** Throws INPUT_INVALID with the place of the mistake: a definition Discord would refuse must not reach it. */
export function refuseDefinition(where: string, problem: string): never {
  throw new AnankorError('INPUT_INVALID', `Command definition ${where}: ${problem}`, { details: { where } });
}

export function checkName(where: string, name: string): void {
  if (!NAME.test(name)) refuseDefinition(where, `"${name}" is no command name (1 to 32 lower-case letters)`);
}

export function checkDescription(where: string, description: string | undefined): string {
  if (!description || description.length > 100)
    refuseDefinition(where, `needs a description of 1 to 100 characters`);
  return description;
}

/** One property of a command's input as an option of Discord's. */
export function optionToApi(
  where: string,
  name: string,
  schema: OptionSchema,
  required: boolean,
): APIApplicationCommandBasicOption {
  checkName(where, name);
  const base = {
    name,
    description: checkDescription(where, schema.description),
    ...(required ? { required } : {}),
  };
  if (schema.channel === 'voice')
    return {
      ...base,
      type: ApplicationCommandOptionType.Channel,
      channel_types: [ChannelType.GuildVoice, ChannelType.GuildStageVoice],
    };
  switch (schema.type) {
    case 'string':
      return { ...base, type: ApplicationCommandOptionType.String, ...stringRules(where, schema) };
    case 'integer':
      return { ...base, type: ApplicationCommandOptionType.Integer, ...numberRules(schema) };
    case 'number':
      return { ...base, type: ApplicationCommandOptionType.Number, ...numberRules(schema) };
    case 'boolean':
      return { ...base, type: ApplicationCommandOptionType.Boolean };
    case undefined:
    default:
      return refuseDefinition(where, `type ${schema.type ?? 'unknown'} has no counterpart on Discord`);
  }
}

function stringRules(where: string, schema: OptionSchema) {
  if (schema.enum) {
    if (schema.enum.length > 25)
      refuseDefinition(where, `has ${schema.enum.length} choices, Discord takes 25`);
    return { choices: schema.enum.map((value) => ({ name: value, value })) };
  }
  return {
    ...(schema.minLength === undefined ? {} : { min_length: schema.minLength }),
    ...(schema.maxLength === undefined ? {} : { max_length: schema.maxLength }),
    ...(schema.complete ? { autocomplete: true } : {}),
  };
}

/** zod states the safe-integer range for every integer; Discord need not hear it. */
function numberRules(schema: OptionSchema) {
  const { minimum, maximum } = schema;
  return {
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { min_value: minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { max_value: maximum }),
    ...(schema.complete ? { autocomplete: true } : {}),
  };
}

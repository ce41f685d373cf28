import type { CommandDefinition, CommandTexts, Tier } from '@anankor/schemas';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandSubcommandOption,
  RESTPostAPIChatInputApplicationCommandsJSONBody as CommandJson,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { commandSize } from './command-size.ts';
import { checkDescription, checkName, optionToApi, refuseDefinition } from './option-to-api.ts';
import type { OptionSchema } from './option-to-api.ts';

/**
 * What Discord registers, derived from the definitions alone. Throws INPUT_INVALID, naming the command and the option,
 * for anything Discord would refuse: names, lengths, 100 commands, 25 options, 8000 characters a command.
 */
export function commandsToApi(commands: readonly CommandDefinition[]): CommandJson[] {
  const byName = new Map<string, CommandJson>();
  for (const command of commands) {
    const [name = '', sub, ...rest] = command.path.split(' ');
    if (rest.length > 0) refuseDefinition(command.path, 'a path has one or two words');
    checkName(command.path, name);
    if (sub === undefined) {
      if (byName.has(name)) refuseDefinition(command.path, 'the name is taken');
      byName.set(name, plainCommand(name, command));
    } else {
      addSubcommand(byName, name, sub, command);
    }
  }
  if (byName.size > 100) refuseDefinition('list', `${byName.size} commands, Discord takes 100`);
  for (const json of byName.values()) {
    const size = commandSize(json);
    if (size > 8000) refuseDefinition(json.name, `${size} characters in all, Discord takes 8000`);
  }
  return [...byName.values()];
}

function shell(name: string, description: string, access: Tier): CommandJson {
  return {
    name,
    description,
    type: ApplicationCommandType.ChatInput,
    contexts: [InteractionContextType.Guild],
    ...(access === 'A' ? { default_member_permissions: String(PermissionFlagsBits.ManageGuild) } : {}),
    ...(access === 'O' ? { default_member_permissions: '0' } : {}),
  };
}

function plainCommand(name: string, command: CommandDefinition): CommandJson {
  return {
    ...shell(name, checkDescription(command.path, command.description), command.access),
    ...localized(command, (texts) => texts.description),
    options: optionsOf(command),
  };
}

function addSubcommand(
  byName: Map<string, CommandJson>,
  name: string,
  sub: string,
  command: CommandDefinition,
): void {
  checkName(command.path, sub);
  const parent = byName.get(name) ?? { ...shell(name, `Commands of ${name}`, 'B'), options: [] };
  byName.set(name, parent);
  const siblings = (parent.options ?? []) as APIApplicationCommandSubcommandOption[];
  if (siblings.some((option) => option.type !== ApplicationCommandOptionType.Subcommand))
    refuseDefinition(command.path, `${name} is a command itself and can't hold subcommands`);
  if (siblings.some((option) => option.name === sub)) refuseDefinition(command.path, 'the name is taken');
  if (siblings.length === 25) refuseDefinition(command.path, `${name} has 25 subcommands already`);
  siblings.push({
    type: ApplicationCommandOptionType.Subcommand,
    name: sub,
    description: checkDescription(command.path, command.description),
    ...localized(command, (texts) => texts.description),
    options: optionsOf(command),
  });
  parent.options = siblings;
}

function optionsOf(command: CommandDefinition): APIApplicationCommandBasicOption[] {
  const schema = z.toJSONSchema(command.input, { io: 'input' });
  const properties = Object.entries(schema.properties ?? {}) as [string, OptionSchema][];
  const required = new Set(schema.required ?? []);
  if (properties.length > 25)
    refuseDefinition(command.path, `${properties.length} options, Discord takes 25`);
  let optionalSeen = false;
  return properties.map(([name, property]) => {
    const where = `${command.path} ${name}`;
    if (required.has(name) && optionalSeen)
      refuseDefinition(where, 'required options come before optional ones');
    optionalSeen ||= !required.has(name);
    return {
      ...optionToApi(where, name, property, required.has(name)),
      ...localized(command, (texts) => texts.options[name]),
    };
  });
}

/** The other languages' descriptions of a command, or of one of its options. */
function localized(command: CommandDefinition, pick: (texts: CommandTexts) => string | undefined) {
  const texts = Object.entries(command.localisations)
    .map(([locale, of]) => [locale, pick(of)] as const)
    .filter(([, text]) => text !== undefined);
  return texts.length > 0 ? { description_localizations: Object.fromEntries(texts) } : {};
}

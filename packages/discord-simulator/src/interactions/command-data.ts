import type { APIApplicationCommandOption } from 'discord-api-types/v10';
import { ApplicationCommandOptionType as Option, ApplicationCommandType } from 'discord-api-types/v10';
import type { CommandLine } from './command-line.ts';
import type { OptionValues, Resolved } from './option-values.ts';

/** `data` of an application-command interaction. Throws when a required option is missing or a value is not allowed. */
export function commandData(line: CommandLine, values: OptionValues): object {
  const missing = line.options.find(
    (option) => isRequired(option) && !line.values.some((value) => value.option === option),
  );
  if (missing) throw new Error(`option "${missing.name}" is required`);
  const options = line.values.map(({ option, text }) => ({
    name: option.name,
    type: option.type,
    value: values.read(option, text),
  }));
  return dataOf(line, options, values.resolved);
}

/** `data` of an autocomplete interaction: the option typed last has the focus and keeps its text as it is. */
export function autocompleteData(line: CommandLine, values: OptionValues): object {
  const focused = line.values.at(-1);
  if (!focused) throw new Error('no option is being typed');
  if (!('autocomplete' in focused.option && focused.option.autocomplete)) {
    throw new Error(`option "${focused.option.name}" has no autocomplete`);
  }
  const options = line.values.map(({ option, text }) => {
    const { name, type } = option;
    if (option === focused.option) return { name, type, value: text, focused: true };
    return { name, type, value: values.read(option, text) };
  });
  return dataOf(line, options, values.resolved);
}

function dataOf(line: CommandLine, options: object[], resolved: Resolved): object {
  const nested = line.path.reduceRight<object[]>(
    (inner, { name, type }) => [{ name, type, options: inner }],
    options,
  );
  return {
    id: line.command.id,
    name: line.command.name,
    type: ApplicationCommandType.ChatInput,
    ...(line.command.guild_id === undefined ? {} : { guild_id: line.command.guild_id }),
    ...(nested.length > 0 ? { options: nested } : {}),
    ...(Object.keys(resolved).length > 0 ? { resolved } : {}),
  };
}

function isRequired(option: APIApplicationCommandOption): boolean {
  return (
    option.type !== Option.Subcommand && option.type !== Option.SubcommandGroup && option.required === true
  );
}

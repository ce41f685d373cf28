import type { APIApplicationCommand, APIApplicationCommandOption } from 'discord-api-types/v10';
import { ApplicationCommandOptionType as Option, ApplicationCommandType } from 'discord-api-types/v10';

/** What somebody typed, taken apart: the command, the subcommands on the way, the options with their raw text. */
export interface CommandLine {
  command: APIApplicationCommand;
  /** Group and subcommand, as far as the command has them. */
  path: APIApplicationCommandOption[];
  options: readonly APIApplicationCommandOption[];
  values: { option: APIApplicationCommandOption; text: string }[];
}

/**
 * Takes `/play query:never gonna position:next` apart. A value runs to the next ` name:` of an option the command has, or is
 * quoted (`"…"`, with `\"` for a quote).
 * @throws Error with what Discord's client would object to.
 */
export function parseCommandLine(text: string, commands: readonly APIApplicationCommand[]): CommandLine {
  if (!text.startsWith('/')) throw new Error(`a command starts with "/": ${text}`);
  const name = /^\/(\S*)/.exec(text)?.[1] ?? '';
  const command = commands.find(
    (candidate) => candidate.type === ApplicationCommandType.ChatInput && candidate.name === name,
  );
  if (!command) throw new Error(`unknown command "/${name}"; there are: ${names(commands)}`);
  let rest = text.slice(name.length + 1).trimStart();
  let options = optionsOf(command);
  const path: APIApplicationCommandOption[] = [];
  while (options.some(isNested)) {
    const word = /^\S+/.exec(rest)?.[0] ?? '';
    const next = options.find((option) => isNested(option) && option.name === word);
    if (!next) throw new Error(`unknown subcommand "${word}" of "/${name}"; there are: ${names(options)}`);
    path.push(next);
    rest = rest.slice(word.length).trimStart();
    options = optionsOf(next);
  }
  return { command, path, options, values: readValues(rest, options) };
}

function readValues(text: string, options: readonly APIApplicationCommandOption[]): CommandLine['values'] {
  const values: CommandLine['values'] = [];
  let rest = text.trim();
  while (rest !== '') {
    const name = /^([^\s:]+):/.exec(rest)?.[1];
    const option = options.find((candidate) => candidate.name === name);
    if (!option) throw new Error(`no option at "${rest}"; there are: ${names(options) || 'none'}`);
    if (values.some((value) => value.option === option))
      throw new Error(`option "${option.name}" is given twice`);
    rest = rest.slice(option.name.length + 1);
    const quoted = /^\s*"((?:[^"\\]|\\.)*)"(?=\s|$)/.exec(rest);
    if (quoted) {
      values.push({ option, text: (quoted[1] ?? '').replace(/\\(.)/g, '$1') });
      rest = rest.slice(quoted[0].length).trimStart();
      continue;
    }
    const others = options.filter(
      (other) => other !== option && !values.some((value) => value.option === other),
    );
    const end = nextOption(rest, others);
    values.push({ option, text: rest.slice(0, end).trim() });
    rest = rest.slice(end).trimStart();
  }
  return values;
}

/** Where the first ` name:` of one of the options starts; the end of the text when there is none. */
function nextOption(text: string, options: readonly APIApplicationCommandOption[]): number {
  const starts = options.map(({ name }) => text.indexOf(` ${name}:`)).filter((index) => index >= 0);
  return Math.min(text.length, ...starts);
}

function optionsOf(
  owner: APIApplicationCommand | APIApplicationCommandOption,
): APIApplicationCommandOption[] {
  return ('options' in owner ? owner.options : undefined) ?? [];
}

function isNested(option: APIApplicationCommandOption): boolean {
  return option.type === Option.Subcommand || option.type === Option.SubcommandGroup;
}

function names(list: readonly { name: string }[]): string {
  return list.map(({ name }) => name).join(', ');
}

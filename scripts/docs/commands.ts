import { commandsToApi } from '../../packages/discord/src/index.ts';
import { commandList, failuresOf } from '../../packages/schemas/src/index.ts';
import type { CommandDefinition, Tier } from '../../packages/schemas/src/index.ts';
import { code, table } from './table.ts';

const tiers: Record<Tier, string> = {
  B: 'anyone in the guild; reads only',
  U: 'a member in the session’s voice channel',
  D: 'Manage Server, or a DJ role, or alone with the bot, or the requester of that track; without a DJ role every U is a D',
  A: 'Manage Server',
  O: 'the operator’s own guild',
};

function whoRuns({ runs, opensSession }: CommandDefinition): string {
  if (runs === 'master') return 'answered by the master';
  const worker = 'a job for the worker that serves the caller’s voice channel';
  return opensSession ? `${worker}, or for a free one that is assigned to it` : worker;
}

/** Discord's option types, by number. */
const optionTypes: Record<number, string> = {
  3: 'text',
  4: 'whole number',
  5: 'true or false',
  6: 'member',
  7: 'voice channel',
  8: 'role',
  10: 'number',
  11: 'file',
};

interface ApiOption {
  name: string;
  description: string;
  type: number;
  required?: boolean;
  autocomplete?: boolean;
  choices?: { name: string }[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
  options?: ApiOption[];
}

/** All commands, as Discord is told of them and as they are delivered. */
export function commandsPage(): string {
  return [
    '## Commands',
    'All commands live on the master. A command that plays travels as a job to the worker that serves the voice channel.',
    table(['Tier', 'Who'], Object.entries(tiers)),
    table(
      ['Command', 'What it does', 'Tier'],
      commandList.map(({ path, description, access }) => [
        `[${code(`/${path}`)}](#${path.replaceAll(' ', '-')})`,
        description,
        access,
      ]),
    ),
    ...commandList.flatMap(commandSection),
  ].join('\n\n');
}

function commandSection(command: CommandDefinition): string[] {
  const { path, description, access, runs, ephemeral, delivery } = command;
  const options = optionsOf(command);
  const travels =
    runs === 'master'
      ? []
      : [`Tried ${delivery.attempts} times at most; expires after ${delivery.expiresInMs / 1000} s.`];
  return [
    `### /${path}`,
    `${description}.`,
    [
      `Tier ${access}; ${whoRuns(command)}.`,
      ephemeral ? 'Only the caller sees the answer.' : 'The answer is public.',
      ...travels,
    ].join(' '),
    ...(options.length === 0
      ? ['No options.']
      : [table(['Option', 'Type', 'Bounds', 'Default', 'Meaning'], options)]),
    `Failures: ${failuresOf(command).map(code).join(', ')}.`,
  ];
}

function optionsOf(command: CommandDefinition): string[][] {
  const [json] = commandsToApi([command]);
  const top = (json?.options ?? []) as ApiOption[];
  const options = command.path.includes(' ') ? (top[0]?.options ?? []) : top;
  return options.map((option) => [
    `${code(option.name)}${option.required ? ' (required)' : ''}`,
    `${optionTypes[option.type] ?? String(option.type)}${option.autocomplete ? ', suggested while typing' : ''}`,
    boundsOf(option),
    defaultOf(command, option.name),
    option.description,
  ]);
}

function boundsOf(option: ApiOption): string {
  if (option.choices) return option.choices.map(({ name }) => code(name)).join(', ');
  const { min_value: low, max_value: high, min_length: shortest, max_length: longest } = option;
  if (low !== undefined || high !== undefined) return `${low ?? ''} to ${high ?? ''}`;
  if (longest === undefined) return '';
  return shortest === undefined ? `${longest} characters at most` : `${shortest} to ${longest} characters`;
}

/** What the schema puts in for an option that was left out, if the others are whatever they may be. */
function defaultOf(command: CommandDefinition, name: string): string {
  const parsed = command.input.shape[name] as {
    safeParse(value: unknown): { success: boolean; data?: unknown };
  };
  const { success, data } = parsed.safeParse(undefined);
  return success && data !== undefined ? code(String(data)) : '';
}

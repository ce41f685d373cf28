import { failure, findCommand } from '@anankor/schemas';
import type { Command, CommandDefinition, Reply } from '@anankor/schemas';
import { z } from 'zod';

/** An option of an interaction, in Discord's own shape and in discord.js's alike. */
export interface InteractionOption {
  name: string;
  type: number;
  value?: unknown;
  options?: readonly InteractionOption[] | undefined;
  focused?: boolean | undefined;
}

export type ParsedCommand =
  | { ok: true; command: Command & CommandDefinition; input: Record<string, unknown> }
  | { ok: false; reply: Reply };

const SUBCOMMAND = 1;

/** The path of a command (`queue show`) and its own options, whatever level they stand on. */
export function commandPath(name: string, options: readonly InteractionOption[]) {
  const [first] = options;
  return first?.type === SUBCOMMAND
    ? { path: `${name} ${first.name}`, options: first.options ?? [] }
    : { path: name, options };
}

/** Discord's options by the command's own schema. Anything it refuses is answered OR, with the range where there is one. */
export function parseOptions(name: string, options: readonly InteractionOption[]): ParsedCommand {
  const at = commandPath(name, options);
  const raw = Object.fromEntries(at.options.map((option) => [option.name, option.value]));
  return parseInput(at.path, raw);
}

/** The same for values that come from a button. */
export function parseInput(path: string, raw: Record<string, unknown>): ParsedCommand {
  const command = findCommand(path);
  if (!command) return { ok: false, reply: failure('ER', { reference: 'COMMAND_UNKNOWN' }) };
  const parsed = (command.input as z.ZodObject).safeParse(raw);
  if (parsed.success) return { ok: true, command, input: parsed.data };
  return { ok: false, reply: outOfRange(command.input as z.ZodObject, raw, parsed.error.issues[0]) };
}

function outOfRange(input: z.ZodObject, raw: Record<string, unknown>, issue: z.core.$ZodIssue | undefined) {
  const option = String(issue?.path[0] ?? '');
  if (!(option in input.shape) || typeof raw[option] !== 'number') return failure('OR', { option });
  const { minimum, maximum } = boundsOf(input, option);
  return failure('OR', {
    option,
    ...(minimum === undefined ? {} : { min: minimum }),
    ...(maximum === undefined ? {} : { max: maximum }),
  });
}

function boundsOf(input: z.ZodObject, option: string): { minimum?: number; maximum?: number } {
  const schema = z.toJSONSchema(input, { io: 'input' }).properties?.[option];
  return typeof schema === 'object' ? (schema as { minimum?: number; maximum?: number }) : {};
}

import type { z } from 'zod';
import type { FailureCode } from '../failure.ts';

/** Who may use a command: see the tiers in docs/API_REFERENCE.md. */
export type Tier = 'B' | 'U' | 'D' | 'A' | 'O';

/** Where a command stands in /help, in this order. */
export const commandGroups = ['music', 'queue', 'voice', 'about'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/**
 * Who executes a command. `session`: the worker whose session is meant, by a job on its stream. `master`: the master itself,
 * at once.
 */
export type Runs = 'session' | 'master';

/** Who suggests values while a member types: the master has one completer by each of these names. */
export type Completion = 'tracks' | 'commands';

/** What Discord must know of an option beyond its type and bounds; given with zod's `.meta()`. */
export interface OptionMeta {
  description: string;
  complete?: Completion;
  /** A voice or stage channel is picked; the value is its id. */
  channel?: 'voice';
}

/** Languages that a definition is translated to, beside the English of its own; Discord's locale codes. */
export type TranslatedLocale = 'de';

/** What Discord and /help show of a command in one language. */
export interface CommandTexts<Option extends string = string> {
  description: string;
  /** Descriptions by option. */
  options: Readonly<Record<Option, string>>;
}

export interface CommandDefinition<
  Path extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  In extends Runs = Runs,
> {
  /** Name on Discord; `queue show` is the subcommand `show` of `queue`. */
  path: Path;
  group: CommandGroup;
  description: string;
  access: Tier;
  runs: In;
  /** A free worker is brought into the voice channel where it has no session yet. Only where a session runs it. */
  opensSession: boolean;
  /** Whether only the caller sees a success. Failures always are ephemeral. */
  ephemeral: boolean;
  delivery: {
    /** Tries before the job is dead-lettered, at least 1. */
    attempts: number;
    /** Milliseconds after which nobody wants the effect any more, below Discord's 15 minutes. */
    expiresInMs: number;
  };
  /** Options in Discord's order. Each carries OptionMeta. */
  input: Input;
  /** Failures of its own, beside those that its access and the way it runs bring (`failuresOf`). */
  failures: readonly FailureCode[];
  localisations: Readonly<Record<TranslatedLocale, CommandTexts>>;
}

const usual = {
  opensSession: false,
  ephemeral: false,
  delivery: { attempts: 5, expiresInMs: 60_000 },
  failures: [],
};

/** Fills in what most commands share. A language that lacks an option's description does not compile. */
export function defineCommand<Path extends string, Input extends z.ZodObject, const In extends Runs>(
  definition: Omit<CommandDefinition<Path, Input, In>, keyof typeof usual | 'localisations'> &
    Partial<Pick<CommandDefinition, keyof typeof usual>> & {
      localisations: Record<TranslatedLocale, CommandTexts<Extract<keyof Input['shape'], string>>>;
    },
): CommandDefinition<Path, Input, In> {
  return { ...usual, ...definition };
}

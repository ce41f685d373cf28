import type { z } from 'zod';
import type { FailureCode } from '../failure.ts';

/** Who may use a command: see the tiers in docs/API_REFERENCE.md. */
export type Tier = 'B' | 'U' | 'D' | 'A' | 'O';

/**
 * `master`: answered by the master itself. `session`: a job for the worker that serves the caller's voice channel; there must be one.
 * `voice`: like `session`, but where the channel has none yet a free worker is assigned. `worker`: told by another worker, never typed.
 */
export type Route = 'master' | 'session' | 'voice' | 'worker';

/** What Discord must know of an option beyond its type and bounds; given with zod's `.meta()`. */
export interface OptionMeta {
  description: string;
  /** The master answers autocomplete for it. */
  autocomplete?: boolean;
  /** A voice or stage channel is picked; the value is its id. */
  channel?: 'voice';
}

export interface CommandDefinition<Path extends string = string, Input extends z.ZodObject = z.ZodObject> {
  /** Name on Discord; `queue show` is the subcommand `show` of `queue`. */
  path: Path;
  description: string;
  tier: Tier;
  route: Route;
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
  /** Failures of its own, beside those that its tier and its route bring (`failuresOf`). */
  failures?: readonly FailureCode[];
}

const usual = { ephemeral: false, delivery: { attempts: 5, expiresInMs: 60_000 } };

/** Fills in what most commands share. */
export function defineCommand<Path extends string, Input extends z.ZodObject>(
  definition: Omit<CommandDefinition<Path, Input>, 'ephemeral' | 'delivery'> &
    Partial<Pick<CommandDefinition, 'ephemeral' | 'delivery'>>,
): CommandDefinition<Path, Input> {
  return { ...usual, ...definition };
}

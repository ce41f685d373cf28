import { z } from 'zod';
import { snowflake } from '../snowflake.ts';
import type { CommandDefinition } from './define.ts';

/** What a job's consumer must know of the command in it. */
export type JobDefinition = Pick<CommandDefinition, 'path' | 'input' | 'delivery'>;

/**
 * What workers tell each other when a session moves from one bot to another (docs/04-lavalink.md), and an operator tells a worker. It travels as a job, so that it is
 * in order with the commands on the same stream and done once. Nobody can type it: Discord and the master know nothing of it.
 */
// None may be given up because a store is away for long.
const delivery = { attempts: 1_000, expiresInMs: 86_400_000 };
/** Names one move; made when it begins. */
const moveId = z.uuid();

export const internalCommandList = [
  {
    /** Another worker offers its session. */
    path: 'move adopt',
    delivery,
    input: z.object({ moveId, from: snowflake }),
  },
  {
    /** The offered session was adopted, or why not. */
    path: 'move answer',
    delivery,
    input: z.object({ moveId, by: snowflake, refusal: z.string().nullable() }),
  },
  {
    /** All that was typed before is forwarded. */
    path: 'move flush',
    delivery,
    input: z.object({ moveId }),
  },
  {
    /** An operator ends the guild's session, whatever it is. */
    path: 'session drop',
    delivery,
    input: z.object({ requestId: z.uuid() }),
  },
] as const satisfies readonly JobDefinition[];

type InternalCommand = (typeof internalCommandList)[number];
export type InternalPath = InternalCommand['path'];
export type InternalInput<Path extends InternalPath> = z.output<
  Extract<InternalCommand, { path: Path }>['input']
>;

const byPath = new Map<string, InternalCommand>(
  internalCommandList.map((command) => [command.path, command]),
);

export function findInternalCommand(path: string): InternalCommand | undefined {
  return byPath.get(path);
}

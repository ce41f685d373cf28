import { z } from 'zod';
import { snowflake } from '../snowflake.ts';
import type { CommandDefinition } from './define.ts';

/**
 * What workers tell each other when a session moves from one bot to another (docs/04-lavalink.md). It travels as a job, so that it is
 * in order with the commands on the same stream and done once. Nobody can type it: Discord and the master know nothing of it.
 */
const told = {
  tier: 'O',
  route: 'worker',
  ephemeral: true,
  // Neither may be given up because a store is away for long.
  delivery: { attempts: 1_000, expiresInMs: 86_400_000 },
} as const;
/** Names one move; made when it begins. */
const moveId = z.uuid();

export const internalCommandList = [
  {
    ...told,
    path: 'move adopt',
    description: 'Another worker offers its session',
    input: z.object({ moveId, from: snowflake }),
  },
  {
    ...told,
    path: 'move answer',
    description: 'The offered session was adopted, or why not',
    input: z.object({ moveId, by: snowflake, refusal: z.string().nullable() }),
  },
  {
    ...told,
    path: 'move flush',
    description: 'All that was typed before is forwarded',
    input: z.object({ moveId }),
  },
] as const satisfies readonly CommandDefinition[];

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

import type { z } from 'zod';
import type { CommandDefinition } from './define.ts';
import { help } from './help.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { loop } from './loop.ts';
import { nowplaying } from './nowplaying.ts';
import { pause } from './pause.ts';
import { ping } from './ping.ts';
import { play } from './play.ts';
import { queueShow } from './queue-show.ts';
import { queueShuffle } from './queue-shuffle.ts';
import { queueUndo } from './queue-undo.ts';
import { resume } from './resume.ts';
import { skip } from './skip.ts';
import { stop } from './stop.ts';
import { volume } from './volume.ts';

export * from './define.ts';
export * from './failures.ts';
export * from './internal.ts';

/** Every command of the product, in the order of /help. A new command is one file, its handler and one line here. */
export const commandList = [
  play,
  pause,
  resume,
  skip,
  stop,
  loop,
  volume,
  nowplaying,
  queueShow,
  queueShuffle,
  queueUndo,
  join,
  leave,
  ping,
  help,
] as const;

export type Command = (typeof commandList)[number];
export type CommandPath = Command['path'];
export type CommandAt<Path extends CommandPath> = Extract<Command, { path: Path }>;
/** A command's options after validation, defaults filled in. */
export type CommandInput<Path extends CommandPath> = z.output<CommandAt<Path>['input']>;
/** The commands that travel as jobs; the worker has one handler for each. */
export type JobCommandPath = Extract<Command, { runs: 'session' }>['path'];
/** The commands that the master executes itself; it has one handler for each. */
export type MasterCommandPath = Extract<Command, { runs: 'master' }>['path'];

const byPath = new Map<string, Command>(commandList.map((command) => [command.path, command]));

/** The definition at a path such as `queue show`; undefined for none. */
export function findCommand(path: string): (Command & CommandDefinition) | undefined {
  return byPath.get(path) as (Command & CommandDefinition) | undefined;
}

import { reply } from '@anankor/schemas';
import type { CommandInput, MasterCommandPath, Reply } from '@anankor/schemas';
import type { CommandRequest } from '../interactions/request.ts';
import type { MasterContext, MasterHandler, MasterSources } from './handler.ts';
import { ping } from './ping.ts';

/** A handler for every command that the master executes itself; a missing one does not compile. */
const handlers: { [Path in MasterCommandPath]: MasterHandler<Path> } = {
  ping,
  help: ({ input }) => reply('help', { command: input.command ?? null }, 'info'),
};

/** Executes a command that is the master's own. Throws TypeError for one that a session runs. */
export async function runOnMaster(request: CommandRequest, sources: MasterSources): Promise<Reply> {
  const { path } = request.command;
  if (!isMasterCommand(path)) throw new TypeError(`"${path}" is run by a session, not by the master`);
  return run(path, { input: request.input as CommandInput<MasterCommandPath>, request, sources });
}

function isMasterCommand(path: string): path is MasterCommandPath {
  return Object.hasOwn(handlers, path);
}

async function run<Path extends MasterCommandPath>(path: Path, context: MasterContext<Path>): Promise<Reply> {
  return handlers[path](context);
}

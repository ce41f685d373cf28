import { AnankorError } from '@anankor/core';
import type { StoredSessionView } from '../stored-sessions.ts';
import { table } from '../table.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** `list`, or `show` and `drop` of one guild's session. */
export async function sessionsCommand(
  context: CommandContext,
  verb: string | undefined,
  guildId: string | undefined,
): Promise<CommandResult> {
  switch (verb) {
    case undefined:
    case 'list':
      return list(context);
    case 'show':
      return show(await sessionOf(context, guildId));
    case 'drop':
      return drop(context, await sessionOf(context, guildId));
    default:
      throw new AnankorError('INPUT_INVALID', `sessions knows list, show and drop, not ${verb}.`);
  }
}

async function list({ operator, worker }: CommandContext): Promise<CommandResult> {
  const sessions = await operator.sessions(worker);
  if (sessions.length === 0) return { data: sessions, text: 'There are no sessions.' };
  const rows = sessions.map(({ guildId, worker: name, state, channelId, track, queueLength, lost }) => [
    guildId,
    name,
    state,
    channelId ?? '-',
    track ?? '-',
    String(queueLength ?? '-'),
    lost.length === 0 ? '-' : String(lost.length),
  ]);
  return {
    data: sessions,
    text: table(['GUILD', 'WORKER', 'STATE', 'CHANNEL', 'TRACK', 'QUEUE', 'LOST FIELDS'], rows),
  };
}

async function sessionOf(
  { operator, worker }: CommandContext,
  guildId: string | undefined,
): Promise<StoredSessionView> {
  if (guildId === undefined || !/^\d{17,20}$/.test(guildId))
    throw new AnankorError('INPUT_INVALID', 'Name a session by the id of its guild.');
  const found = (await operator.sessions(worker)).filter((session) => session.guildId === guildId);
  const [session, ...others] = found;
  if (!session)
    throw new AnankorError(
      'INPUT_INVALID',
      `There is no session in guild ${guildId}. pnpm sessions list shows those there are.`,
    );
  if (others.length > 0)
    throw new AnankorError(
      'INPUT_INVALID',
      `Several workers have a session in guild ${guildId}: add --worker.`,
    );
  return session;
}

function show(session: StoredSessionView): CommandResult {
  const { writtenBy, lost, unknown, ...plain } = session;
  const facts = {
    ...plain,
    'written by version': `${writtenBy.head ?? 'before 1'} (head), ${writtenBy.playback ?? 'before 1'} (playback)`,
    'fields that can’t be read': lost.join(', '),
    'fields of a later version': unknown.join(', '),
  };
  const rows = Object.entries(facts).map(([name, value]) => [
    name,
    value === null || value === '' ? '-' : String(value),
  ]);
  return { data: session, text: table(['FIELD', 'VALUE'], rows) };
}

async function drop({ operator }: CommandContext, session: StoredSessionView): Promise<CommandResult> {
  const { workerId, worker, guildId } = session;
  const outcome = await operator.dropSession(workerId, guildId);
  const text = {
    dropped: `The session in guild ${guildId} is over: ${worker} leaves the channel and gives it back.`,
    deleted: `The session in guild ${guildId} is deleted. Nobody owns ${worker}; whoever does next gives its channel back.`,
    pending: `${worker} has not come to it within 15 s. It does when it reads its stream; pnpm workers shows whether it reads.`,
    taken: `A process took ${worker} over just now: nothing was deleted. Ask again.`,
  }[outcome];
  const failed = outcome === 'pending' || outcome === 'taken';
  return { data: { workerId, guildId, outcome }, text, failed };
}

import { AnankorError } from '@anankor/core';
import type { CommandContext, CommandResult } from './command.ts';

/** The owner looks every second, finishes what is in hand and lets go; another process takes it within its next breath. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** Asks the owner of a worker to hand it over, and waits until another process has it. */
export async function drainWorker(
  context: CommandContext,
  which: string | undefined,
): Promise<CommandResult> {
  const { operator, clock, say, sessions } = context;
  if (which === undefined)
    throw new AnankorError('INPUT_INVALID', 'Name the worker to drain: its id, its bot’s name or its label.');
  const { workerId, name } = await operator.find(which);
  const before = await operator.worker(workerId);
  if (before.owner === null)
    throw new AnankorError('INPUT_INVALID', `Nobody holds ${name}, so there is nothing to drain.`);
  if (sessions) return moveSessions(context, workerId, name);
  await operator.requestDrain(workerId);
  say(`Asked ${before.owner} to hand ${name} over.`);
  const deadline = clock.monotonic() + PATIENCE_MS;
  for (;;) {
    const { owner, epoch } = await operator.worker(workerId);
    if (owner !== null && epoch !== before.epoch) {
      const back = hostAndProcess(owner) === hostAndProcess(before.owner);
      const text = back
        ? `Nobody else took ${name}: ${owner} has it again. Start another worker process first.`
        : `${name} moved from ${before.owner} to ${owner}. Its ${before.sessions} session(s) played on.`;
      return { data: { workerId, from: before.owner, to: owner }, text, failed: back };
    }
    if (clock.monotonic() > deadline) {
      const text =
        owner === null
          ? `${name} was let go and nobody has taken it yet. Start another worker process.`
          : `${owner} did not let go of ${name} within ${PATIENCE_MS / 1_000} s. It may be frozen; see its /ready.`;
      return { data: { workerId, from: before.owner, to: null }, text, failed: true };
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** Asks the owner of a worker bot to give its sessions to other bots. What stays makes it a failure. */
async function moveSessions(
  { operator, say }: CommandContext,
  workerId: string,
  name: string,
): Promise<CommandResult> {
  say(`Asked ${name} to give its sessions to other workers.`);
  const report = await operator.moveSessions(workerId);
  if (!report)
    return {
      data: { workerId, moves: null },
      text: `${name} has not said what became of them.`,
      failed: true,
    };
  const { moves } = report;
  const lines = moves.map(
    ({ guildId, channelId, to, reason }) =>
      `guild ${guildId}, channel ${channelId}: ${to ? `moved to ${to.name}` : `stays, ${reason}`}`,
  );
  const stays = moves.filter(({ to }) => to === null).length;
  lines.push(
    `${moves.length - stays} session(s) of ${name} moved, ${stays} stay(s).`,
    `${name} gets no new session until pnpm undrain ${workerId}.`,
  );
  return { data: { workerId, moves }, text: lines.join('\n'), failed: stays > 0 };
}

/** Puts a worker bot that gave its sessions away into service again. */
export async function undrainWorker(
  { operator }: CommandContext,
  which: string | undefined,
): Promise<CommandResult> {
  if (which === undefined)
    throw new AnankorError(
      'INPUT_INVALID',
      'Name the worker to put into service: its id, its bot’s name or its label.',
    );
  const { workerId, name } = await operator.find(which);
  const undrained = await operator.undrain(workerId);
  const text = undrained
    ? `${name} is given sessions again.`
    : `${name} is in service: nothing to take back.`;
  return { data: { workerId, undrained }, text };
}

/** An owner's name without the random part that a claim adds. */
function hostAndProcess(owner: string): string {
  return owner.split(':').slice(0, 2).join(':');
}

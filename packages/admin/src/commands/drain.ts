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
  const { operator, clock, say } = context;
  if (which === undefined)
    throw new AnankorError('INPUT_INVALID', 'Name the worker to drain: its id, its bot’s name or its label.');
  const { workerId, name } = await operator.find(which);
  const before = await operator.worker(workerId);
  if (before.owner === null)
    throw new AnankorError('INPUT_INVALID', `Nobody holds ${name}, so there is nothing to drain.`);
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

/** An owner's name without the random part that a claim adds. */
function hostAndProcess(owner: string): string {
  return owner.split(':').slice(0, 2).join(':');
}

import type { Delivery } from '@anankor/ipc';
import { adoptSession } from '@anankor/music';
import type { Moving, SessionState } from '@anankor/music';
import type { InternalInput } from '@anankor/schemas';
import { channelOf } from '@anankor/storage';
import type { Assignment } from '@anankor/storage';
import type { GuildServices } from './guild-services.ts';
import type { MoveHost } from './move-host.ts';
import { adoptJobId } from './move-jobs.ts';
import { stateOf } from './read-session.ts';

const LOOK_EVERY_MS = 25;

/**
 * In the target's lane: takes over the session that another worker offers. First the seat in the channel, which proves that it may
 * play there; then the assignment, which decides; then the session. Whoever is handed the offer again goes on where it stopped.
 * Nothing waits behind it that could go on without it.
 */
export async function adopt(
  delivery: Delivery,
  host: MoveHost,
  services: GuildServices,
  joining: (channelId: string | undefined) => void,
): Promise<void> {
  const { job } = delivery;
  const { moveId, from } = job.input as InternalInput<'move adopt'>;
  const { moves, onStep } = services;
  const refusal = await attempt(moveId, from, host, services, joining);
  joining(undefined);
  if (refusal !== null) {
    // As long as the source has a seat nobody has adopted its session, so it may go on with it.
    const seated = channelOf(await services.assignments.get(host.guildId), from) !== undefined;
    if (seated) await moves.answer(from, moveId, refusal, job);
    services.events.moveRefused(host.guildId, refusal);
  } else await onStep('adopted', 'move');
  delivery.ack();
  services.traces.end(delivery, refusal === null ? 'done' : 'refused');
  host.reconcile();
}

/** Null: adopted, now or before, or called off. */
async function attempt(
  moveId: string,
  from: string,
  host: MoveHost,
  services: GuildServices,
  joining: (channelId: string | undefined) => void,
): Promise<string | null> {
  const { guildId } = host;
  const { assignments, workerId, clock, storeOf, settings, onStep } = services;
  if (host.state()?.head.arriving?.id === moveId) return null;
  const [before, loaded] = await Promise.all([assignments.get(guildId), storeOf(from).load(guildId)]);
  const offered = stateOf(loaded);
  const moving = offered?.head.moving;
  if (!offered || moving?.id !== moveId) return null;
  const kept = host.state();
  if (kept && (!kept.head.parked || kept.head.moving)) return 'it has another session in this guild';
  const { channelId, parked } = offered.head;
  const ours = { channelId, workerId };
  if (before.sessions[channelId]?.workerId !== workerId) {
    if (!offersStill(before, channelId, from, moving)) return 'the move was called off';
    if (!parked && !(await seated(channelId, host, services, joining)))
      return 'it could not enter the voice channel';
    await onStep('seated', 'move');
    const source = { channelId, workerId: from, since: moving.since };
    const moved = await assignments.move({ guildId, from: source, to: ours, now: clock.now() });
    if (!moved.ok) return 'it was given another channel meanwhile';
    await onStep('assigned', 'move');
  }
  const arriving = { id: moveId, from, at: clock.now() };
  const { state: after, changes } = adoptSession(offered, arriving, settings.historyLimit, kept);
  await host.commit({ after, changes, job: { id: adoptJobId(moveId), record: { adopted: moveId } } });
  return null;
}

function offersStill(
  { sessions }: Assignment,
  channelId: string,
  workerId: string,
  { since }: Pick<Moving, 'since'>,
): boolean {
  return sessions[channelId]?.workerId === workerId && sessions[channelId].since === since;
}

async function seated(
  channelId: string,
  { guildId }: MoveHost,
  { seats, voiceStates, workerId, clock, signal, moveTiming }: GuildServices,
  joining: (channelId: string) => void,
): Promise<boolean> {
  joining(channelId);
  seats.join(guildId, channelId);
  for (
    const deadline = clock.monotonic() + moveTiming.seatMs;
    clock.monotonic() < deadline && !signal.aborted;
  ) {
    if (voiceStates.channelOf(guildId, workerId) === channelId) return true;
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
  return false;
}

/** What the source's music needs to be heard from the target too. */
export function wantsSound({ head }: SessionState): boolean {
  return head.current !== null && !head.paused && !head.parked;
}

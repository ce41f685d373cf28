import { channelOf } from '@anankor/storage';
import type { Arriving, Moving } from '@anankor/music';
import { wantsSound } from './adopt-session.ts';
import type { GuildServices } from './guild-services.ts';
import type { MoveHost } from './move-host.ts';

const LOOK_EVERY_MS = 1_000;
const LISTEN_EVERY_MS = 25;

/** The source's part beside its lane: offers the session until that is decided, or calls it off. */
export async function pursue(moving: Moving, host: MoveHost, services: GuildServices): Promise<void> {
  const { moves, clock, signal, assignments, workerId, onStep, moveTiming } = services;
  const { guildId } = host;
  const current = () => {
    const head = host.state()?.head;
    return head?.moving?.id === moving.id && !signal.aborted ? head : undefined;
  };
  for (let head = current(); head; head = current()) {
    await moves.offer(moving.to, moving.id, head);
    await onStep('offered', 'move');
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    const { id: moveId, to: by } = moving;
    const passed = clock.now() - moving.at;
    if (passed < moveTiming.undecidedMs || !current()) continue;
    const seat = channelOf(await assignments.get(guildId), workerId);
    if (seat !== undefined) host.decide({ moveId, by, place: head, refusal: 'it did not answer in time' });
    // Only what is safe with the target may end here; a target that died before waits for its next owner.
    else if (passed >= moveTiming.unheardMs && (await moves.isAdopted(moving.to, moveId)))
      host.decide({ moveId, by, place: head, refusal: null });
  }
}

/** The target's part: tells the source once it is heard, or can't be for the moment. */
export async function report(arriving: Arriving, host: MoveHost, services: GuildServices): Promise<void> {
  const { moves, clock, signal, onStep, moveTiming } = services;
  const overdue = (): boolean => clock.now() - arriving.at >= moveTiming.soundMs || signal.aborted;
  while (!(await isHeard(host, services)) && !overdue())
    await clock.sleep(LISTEN_EVERY_MS, signal).catch(() => undefined);
  const head = host.state()?.head;
  if (signal.aborted || !head) return;
  await moves.answer(arriving.from, arriving.id, null, head);
  await onStep('told', 'move');
}

async function isHeard(host: MoveHost, { nodes }: GuildServices): Promise<boolean> {
  const state = host.state();
  if (state === null || !wantsSound(state)) return true;
  const port = state.head.node && nodes.at(state.head.node.name);
  const player = await port?.observe(host.guildId).catch(() => null);
  return player?.connected === true && player.track !== null;
}

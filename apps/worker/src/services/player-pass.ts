import type { Clock } from '@anankor/core';
import { reconcile, reconcileVoice, wantedPlayer } from '@anankor/music';
import type { NodePool, PlayerPort, SessionEvent, SessionSettings, SessionState } from '@anankor/music';
import type { VoiceSeats } from '../bot/voice-seats.ts';
import type { WorkerEvents } from '../metrics/worker-events.ts';

export interface PlayerPassOptions {
  guildId: string;
  /** The session as it is at the moment of the call. */
  session(): SessionState | null;
  /** The bot's own voice channel, as Discord last said. */
  seatedIn: string | null;
  seats: VoiceSeats;
  nodes: Pick<NodePool, 'at' | 'pick'>;
  /** Nodes on which the session had a player that it does not want any more; emptied as they are cleared. */
  leftBehind: Set<string>;
  clock: Clock;
  settings: SessionSettings;
  events: Pick<WorkerEvents, 'reconciled'>;
}

/** What a pass sent to the player, and what must have happened unheard. */
export interface PlayerPassResult {
  calls: number;
  events: readonly SessionEvent[];
}

const nothing: PlayerPassResult = { calls: 0, events: [] };

/**
 * One pass: where the bot should sit, and what its player should do. Sends only what differs, and is idempotent. What must
 * have happened unheard is returned, to be decided in the lane; a pass follows.
 */
export async function playerPass(options: PlayerPassOptions): Promise<PlayerPassResult> {
  const { guildId, session, seatedIn, seats, nodes, leftBehind } = options;
  const state = session();
  const seat = reconcileVoice(state, seatedIn);
  if (seat?.type === 'join') seats.join(guildId, seat.channelId);
  if (seat?.type === 'rejoin') seats.rejoin(guildId, seat.channelId);
  for (const name of leftBehind) {
    // Back on the node it had left: the player there is wanted again.
    if (name === session()?.head.node?.name) leftBehind.delete(name);
    else await clear(nodes.at(name), guildId, () => leftBehind.delete(name));
  }
  if (seat?.type === 'leave') seats.leave(guildId);
  if (state === null || state.head.parked) return nothing;
  const { node } = state.head;
  if (node === null) {
    const picked = nodes.pick();
    return picked ? { calls: 0, events: [{ type: 'nodeReady', ...picked, kept: false }] } : nothing;
  }
  const port = nodes.at(node.name);
  return port ? playerOn(port, options) : nothing;
}

async function playerOn(
  port: PlayerPort,
  { guildId, session, clock, settings, events: told }: PlayerPassOptions,
): Promise<PlayerPassResult> {
  const observed = await port.observe(guildId);
  const now = clock.now();
  // Read after the observation: what was committed meanwhile is wanted by now.
  const { calls, events } = reconcile(wantedPlayer(session(), now), observed, now, settings.voiceTimeoutMs);
  for (const call of calls) {
    if (call.type === 'destroy') await port.destroy(guildId);
    else await port.update(guildId, call.patch);
  }
  told.reconciled(calls.length);
  return { calls: calls.length, events };
}

async function clear(port: PlayerPort | null, guildId: string, cleared: () => void): Promise<void> {
  if (!port) return;
  if (await port.observe(guildId)) await port.destroy(guildId);
  cleared();
}

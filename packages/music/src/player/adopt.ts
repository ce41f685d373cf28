import type { ObservedPlayer, PlayerPatch } from '../session/reconcile.ts';
import type { PlayerPort } from './player-port.ts';

/** How far a player of the old session plays on while the new one begins, milliseconds; measured. */
const TAKEOVER_MS = 250;
const AT_ONCE = 8;

/**
 * Takes the players of a session whose socket another process still holds (it froze, or its host is gone) over to our
 * own: the new side first, then the old one is deleted; the gap is one frame. A player that does not come over is started
 * anew by reconcile.
 */
export async function adoptPlayers(
  from: PlayerPort,
  to: PlayerPort,
  players: ReadonlyMap<string, ObservedPlayer>,
): Promise<void> {
  const waiting = [...players];
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [guildId, player] = next;
      const patch = takeoverPatch(player);
      if (patch) await to.update(guildId, patch).catch(() => undefined);
      await from.destroy(guildId).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Nodes before 4.2 don't tell a channel, and want none. */
function takeoverPatch({ track, voice, paused, volume, filters }: ObservedPlayer): PlayerPatch | null {
  if (!track?.ref || voice.token === '') return null;
  const { ref, encoded, positionMs } = track;
  return {
    voice: { ...voice, channelId: voice.channelId ?? '' },
    track: { encoded, ref },
    positionMs: positionMs + (paused ? 0 : TAKEOVER_MS),
    paused,
    volume,
    filters,
  };
}

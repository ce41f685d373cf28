import type { ObservedPlayer, PlayerPatch } from '../session/reconcile.ts';
import type { PlayerPort } from './player-port.ts';

/**
 * From the position that a player tells to what is heard when the new one takes over, milliseconds: a player is 0.4 s ahead of its
 * sound, and the new voice connection takes about 50 ms.
 */
const TAKEOVER_MS = -350;
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
      if (patch) await begin(to, guildId, patch).catch(() => undefined);
      await from.destroy(guildId).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/**
 * The track first: the node opens it and stands still until there is voice. The new voice connection silences the old one, so whatever
 * the track needs then would be heard as a gap.
 */
async function begin(to: PlayerPort, guildId: string, { voice, ...rest }: PlayerPatch): Promise<void> {
  await to.update(guildId, rest);
  if (voice) await to.update(guildId, { voice });
}

/** Nodes before 4.2 don't tell a channel, and want none. */
function takeoverPatch({ track, voice, paused, volume, filters }: ObservedPlayer): PlayerPatch | null {
  if (!track?.ref || voice.token === '') return null;
  const { ref, encoded, positionMs } = track;
  return {
    voice: { ...voice, channelId: voice.channelId ?? '' },
    track: { encoded, ref },
    positionMs: paused ? positionMs : Math.max(0, positionMs + TAKEOVER_MS),
    paused,
    volume,
    filters,
  };
}

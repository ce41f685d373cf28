import { NodeError } from '../protocol/node-error.ts';
import { decodeTrack } from '../protocol/track-codec.ts';
import type { Track } from '../protocol/types.ts';
import type { Player } from '../player/player.ts';
import type { SourceRegistry } from '../sources/source-registry.ts';
import type { PlayerUpdate } from './player-update.ts';

/**
 * Carries out a PATCH in Lavalink's order: voice first, the track last. Resolves to the answer, which after a seek
 * still shows the position before it.
 */
export async function applyPlayerUpdate(
  player: Player,
  update: PlayerUpdate,
  noReplace: boolean,
  sources: SourceRegistry,
): Promise<object> {
  const changesTrack = update.encoded !== undefined || update.identifier !== undefined;
  if (update.voice) await player.voice.connect(update.voice);
  if (update.filters) player.setFilters(update.filters);
  if (update.volume !== undefined) player.setVolume(update.volume);
  if (changesTrack) {
    if (!(noReplace && player.track)) await changeTrack(player, update, sources);
    return player.toJSON();
  }
  if (update.paused !== undefined) player.setPaused(update.paused);
  if (update.endTime !== undefined) player.setEndTime(update.endTime ?? undefined);
  if (update.userData) player.setUserData(update.userData);
  const answer = player.toJSON();
  if (update.position !== undefined && !player.seek(update.position))
    throw new NodeError(500, "Can't seek when not playing anything");
  return answer;
}

async function changeTrack(player: Player, update: PlayerUpdate, sources: SourceRegistry): Promise<void> {
  const track = await resolveTrack(update, sources);
  if (!track) {
    player.stop();
    if (update.paused !== undefined) player.setPaused(update.paused);
    return;
  }
  player.play(track, {
    position: update.position ?? track.info.position,
    endTime: update.endTime ?? undefined,
    paused: update.paused ?? false,
  });
}

async function resolveTrack(update: PlayerUpdate, sources: SourceRegistry): Promise<Track | undefined> {
  const { encoded, identifier, userData } = update;
  if (encoded) return decodeTrack(encoded, userData);
  if (identifier === undefined) return undefined;
  const track = await sources.loadOne(identifier);
  return { ...track, userData: userData ?? {} };
}

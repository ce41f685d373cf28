import type { ObservedPlayer, PlayerCall } from '../src/session/index.ts';

/** What a node makes of a call, without the sound. */
export function afterCall(
  player: ObservedPlayer | null,
  call: PlayerCall,
  now: number,
): ObservedPlayer | null {
  if (call.type === 'destroy') return null;
  const { voice, track, positionMs, paused, volume, filters } = call.patch;
  const before: ObservedPlayer = player ?? {
    track: null,
    paused: false,
    volume: 100,
    filters: {},
    voice: { token: '', endpoint: '', sessionId: '', channelId: '' },
    connected: false,
    time: now,
  };
  const replaced = track === undefined ? before.track : track && { ...track, positionMs: 0 };
  return {
    track: replaced && positionMs !== undefined ? { ...replaced, positionMs } : replaced,
    paused: paused ?? before.paused,
    volume: volume ?? before.volume,
    filters: filters ?? before.filters,
    voice: voice ?? before.voice,
    connected: voice ? true : before.connected,
    time: now,
  };
}

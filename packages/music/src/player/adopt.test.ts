import { expect, it } from 'vitest';
import type { ObservedPlayer, PlayerPatch } from '../session/reconcile.ts';
import { adoptPlayers } from './adopt.ts';
import type { PlayerPort } from './player-port.ts';

const player = (positionMs: number, paused = false): ObservedPlayer => ({
  track: { ref: { entryId: 'entry', play: 1 }, encoded: 'track', positionMs },
  paused,
  volume: 100,
  filters: {},
  voice: { token: 't', endpoint: 'e', sessionId: 's', channelId: '1' },
  connected: true,
  time: 0,
});

/** A port that writes down what it is told. */
function port(name: string, calls: [string, string, PlayerPatch?][]): PlayerPort {
  return {
    placement: { name, sessionId: name },
    observe: async () => null,
    observeAll: async () => new Map(),
    update: async (_guildId, patch) => {
      calls.push([name, 'update', patch]);
      return player(0);
    },
    destroy: async () => void calls.push([name, 'destroy']),
  };
}

it.each([
  [60_000, false, 59_650],
  [200, false, 0],
  [60_000, true, 60_000],
])(
  'begins the track where %i ms (paused: %s) is heard, then takes the voice, then ends the old player',
  async (told, paused, begins) => {
    const calls: [string, string, PlayerPatch?][] = [];
    await adoptPlayers(port('old', calls), port('new', calls), new Map([['1', player(told, paused)]]));
    expect(calls.map(([name, call]) => `${name} ${call}`)).toEqual([
      'new update',
      'new update',
      'old destroy',
    ]);
    const [first, second] = calls.map(([, , patch]) => patch);
    expect(first).toMatchObject({ positionMs: begins, paused, track: { encoded: 'track' } });
    expect(first).not.toHaveProperty('voice');
    expect(Object.keys(second ?? {})).toEqual(['voice']);
  },
);

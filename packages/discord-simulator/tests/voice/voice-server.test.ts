import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VoiceServer } from '../../src/voice/index.ts';
import type { Admission, VoiceServerOptions } from '../../src/voice/index.ts';
import { Player } from './player.ts';

const admission: Admission = {
  guildId: '100000000000000001',
  channelId: '200000000000000001',
  userId: '300000000000000001',
  sessionId: 'session-a',
  token: 'token-a',
};
const seat = { guildId: admission.guildId, userId: admission.userId };
const soon = { timeout: 15_000, interval: 50 };

let server: VoiceServer;
let players: Player[];

beforeEach(() => {
  players = [];
});

afterEach(async () => {
  for (const player of players) await player[Symbol.asyncDispose]();
  await server.stop();
});

async function connect(options: VoiceServerOptions = {}): Promise<Player> {
  server = await VoiceServer.start(options);
  server.admit(admission);
  return joined();
}

async function joined(as: Admission = admission): Promise<Player> {
  const player = await Player.start(server.certificate);
  players.push(player);
  player.tell({ type: 'join', admission: as, endpoint: server.endpoint });
  await vi.waitFor(() => expect(statuses(player)).toContain('ready'), soon);
  return player;
}

const statuses = (player: Player): string[] =>
  player.notices.flatMap((notice) => (notice.type === 'connection' ? [notice.status] : []));
const ended = (player: Player): boolean =>
  player.notices.some((notice) => notice.type === 'player' && notice.status === 'idle');

describe('VoiceServer with the real @discordjs/voice', () => {
  it('hears a tone of 3 s complete', async () => {
    const player = await connect();
    const first = vi.fn();
    const speaking = vi.fn();
    server.on('firstFrame', first);
    server.on('speaking', speaking);
    player.tell({ type: 'play', tones: [{ hz: 440, ms: 3000 }] });
    await vi.waitFor(() => expect(ended(player)).toBe(true), soon);
    await vi.waitFor(() => expect(server.report(seat).silenceFrames).toBeGreaterThan(0), soon);

    const report = server.report({ ...seat, intervals: true });
    expect(report.frames).toBe(150);
    expect(report.heardMs).toBe(3000);
    expect(report.intervalsMs).toHaveLength(149);
    expect(report).toMatchObject({ lostFrames: 0, badFrames: 0, duplicateFrames: 0, strayFrames: 0 });
    expect(report.timestampJumps).toEqual([]);
    expect(report.medianIntervalMs).toBeGreaterThan(15);
    expect(report.medianIntervalMs).toBeLessThan(25);
    expect(report.largestInterruptionMs).toBeLessThan(400);
    expect(report.segments).toHaveLength(1);
    expect(Math.abs(report.segments[0]!.hz - 440)).toBeLessThan(440 * 0.02);
    expect(report.segments[0]!.heardMs).toBeGreaterThan(2700);
    expect(first).toHaveBeenCalledTimes(1);
    expect(first.mock.calls[0]![0].at).toBe(report.firstFrameAt);
    expect(speaking).toHaveBeenCalledWith(expect.objectContaining({ ...seat, speaking: true }));
  });
});

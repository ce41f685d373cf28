import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encryptionModes, VoiceServer } from '../../src/voice/index.ts';
import type { Admission, VoiceServerOptions } from '../../src/voice/index.ts';
import { Player } from './player.ts';
import { RawClient } from './raw-client.ts';
import { toneFrames } from './tone-frames.ts';

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

  it.each(encryptionModes)('keeps the audio going over a crash of the gateway (4015): %s', async (mode) => {
    const player = await connect({ modes: [mode] });
    const resumed = vi.fn();
    server.on('connected', ({ how }) => resumed(how));
    player.tell({
      type: 'play',
      tones: [
        { hz: 440, ms: 1500 },
        { hz: 550, ms: 1500 },
      ],
    });
    await vi.waitFor(() => expect(server.report(seat).frames).toBeGreaterThan(20), soon);
    server.evict(seat, 4015);
    await vi.waitFor(() => expect(resumed).toHaveBeenCalledWith('resumed'), soon);
    await vi.waitFor(() => expect(ended(player)).toBe(true), soon);

    const report = server.report(seat);
    expect(report).toMatchObject({ badFrames: 0, strayFrames: 0, lostFrames: 0 });
    expect(report.sources).toHaveLength(1);
    expect(report.segments.map(({ hz }) => Math.round(hz / 10) * 10)).toEqual([440, 550]);
    const [a, b] = report.segments;
    expect(b!.startAt - a!.endAt).toBeLessThan(500);
  });

  it('tells a pause from a gap', async () => {
    const player = await connect();
    player.tell({ type: 'play', tones: [{ hz: 440, ms: 2000 }] });
    await vi.waitFor(() => expect(server.report(seat).frames).toBeGreaterThan(20), soon);
    player.tell({ type: 'pause' });
    await vi.waitFor(() => expect(server.report(seat).silenceFrames).toBeGreaterThanOrEqual(5), soon);
    await new Promise((resolve) => setTimeout(resolve, 500));
    player.tell({ type: 'unpause' });
    await vi.waitFor(() => expect(ended(player)).toBe(true), soon);
    await vi.waitFor(() => expect(server.report(seat).frames).toBe(100), soon);
    const report = server.report(seat);
    expect(report.gaps.some(({ announced, ms }) => announced && ms > 500)).toBe(true);
    expect(report.largestInterruptionMs).toBeLessThan(400);
    expect(report.lostFrames).toBe(0);
  });

  it('makes a client ask to join again after 4006, and stay away after 4014', async () => {
    const player = await connect();
    server.evict(seat, 4006);
    await vi.waitFor(() => expect(player.notices).toContainEqual({ type: 'rejoin' }), soon);
    const renewed = { ...admission, token: 'token-b' };
    server.admit(renewed);
    const before = player.notices.length;
    player.tell({ type: 'join', admission: renewed, endpoint: server.endpoint });
    const since = (): unknown => player.notices.slice(before);
    await vi.waitFor(() => expect(since()).toContainEqual({ type: 'connection', status: 'ready' }), soon);

    server.evict(seat, 4014);
    const away = { type: 'connection', status: 'disconnected', closeCode: 4014 };
    await vi.waitFor(() => expect(since()).toContainEqual(away), soon);
    expect(since()).not.toContainEqual({ type: 'rejoin' });
  });

  it('measures the gap of a fail-over: a killed process, and another that takes over', async () => {
    const player = await connect();
    const standby = await Player.start(server.certificate);
    players.push(standby);
    standby.tell({ type: 'play', tones: [{ hz: 550, ms: 2000 }] });
    player.tell({ type: 'play', tones: [{ hz: 440, ms: 60_000 }] });
    await vi.waitFor(() => expect(server.report(seat).frames).toBeGreaterThan(50), soon);
    await player.kill();
    standby.tell({ type: 'join', admission, endpoint: server.endpoint });
    await vi.waitFor(() => expect(ended(standby)).toBe(true), soon);

    const report = server.report(seat);
    const [failOver] = report.interruptions.filter(({ acrossSources }) => acrossSources);
    expect(failOver!.at).toBe(report.sources[0]!.lastFrameAt);
    expect(failOver!.at + failOver!.ms).toBeCloseTo(report.sources[1]!.firstFrameAt, 3);
    expect(report.segments.map(({ hz }) => Math.round(hz / 10) * 10)).toEqual([440, 550]);
    expect(report).toMatchObject({ lostFrames: 0, strayFrames: 0 });
  });
});

describe('VoiceServer with planted faults on the wire', () => {
  it('finds lost packets, bad packets and a gap of 300 ms', async () => {
    server = await VoiceServer.start();
    server.admit(admission);
    const client = new RawClient(server);
    await client.join(admission);
    for (const [i, frame] of toneFrames([{ hz: 700, ms: 1000 }]).entries()) {
      const packet = client.packet(frame);
      if (i === 10 || i === 11) continue;
      if (i === 15) packet[20] = packet[20]! ^ 1;
      if (i === 30) await new Promise((resolve) => setTimeout(resolve, 300));
      client.sendDatagram(packet);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await vi.waitFor(() => expect(server.report(seat).frames).toBe(47), soon);
    const report = server.report(seat);
    // The packet that did not decrypt is lost as well.
    expect(report).toMatchObject({ lostFrames: 3, badFrames: 1, duplicateFrames: 0 });
    expect(report.interruptions.some(({ ms }) => ms >= 300)).toBe(true);
    expect(Math.abs(report.segments[0]!.hz - 700)).toBeLessThan(14);
    expect(Math.abs(report.firstFrameAt! - Date.now())).toBeLessThan(20_000);
    server.resetReport(seat);
    expect(server.report(seat).frames).toBe(0);
    await client.stop();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VoiceServer } from '../../src/voice/index.ts';
import type { Admission, VoiceServerOptions } from '../../src/voice/index.ts';
import { KoeClient } from './koe-client.ts';
import { toneFrames } from './tone-frames.ts';

const admission: Admission = {
  guildId: '100000000000000001',
  channelId: '200000000000000001',
  userId: '300000000000000001',
  sessionId: 'session-a',
  token: 'token-a',
};
const seat = { guildId: admission.guildId, userId: admission.userId };
const soon = { timeout: 15_000, interval: 20 };
const tone = toneFrames([{ hz: 440, ms: 1_000 }]);

let server: VoiceServer;
let koe: KoeClient;

async function connect(options: VoiceServerOptions = {}): Promise<void> {
  server = await VoiceServer.start(options);
  server.admit(admission);
  koe = new KoeClient(server, admission);
  koe.connect();
  await vi.waitFor(() => expect(koe.description).toBeDefined(), soon);
}

beforeEach(() => connect());

afterEach(async () => {
  koe.stop();
  await server.stop();
});

async function play(count: number): Promise<void> {
  const before = server.report(seat);
  const wanted = before.frames + before.droppedFrames + count;
  for (const frame of tone.slice(0, count)) koe.play(frame);
  await vi.waitFor(() => {
    const { frames, droppedFrames } = server.report(seat);
    expect(frames + droppedFrames).toBe(wanted);
  }, soon);
}

describe("Lavalink's voice library", () => {
  it('is heard: video and media sink wants end nothing', async () => {
    expect(koe.sent).toEqual([0, 15, 1, 5, 12]);
    expect(koe.description).toMatchObject({
      mode: 'aead_aes256_gcm_rtpsize',
      audio_codec: 'opus',
      dave_protocol_version: 0,
    });
    koe.speaking(1);
    await play(40);
    expect(server.report(seat)).toMatchObject({ frames: 40, lostFrames: 0, badFrames: 0 });
    expect(koe.closes).toEqual([]);
  });

  it.each([4009, 4015, 4000])('takes its session up again after %i, with the same key', async (code) => {
    await play(10);
    server.evict(seat, code);
    await vi.waitFor(() => expect(koe.received).toContain(9), soon);
    await play(10);
    expect({ identifies: koe.identifies, resumes: koe.resumes }).toEqual({ identifies: 1, resumes: 1 });
    expect(server.report(seat).sources).toHaveLength(1);
  });

  it.each([4014, 4022, 4006])('does not come back after %i', async (code) => {
    server.evict(seat, code);
    await vi.waitFor(() => expect(koe.ended).toBe(true), soon);
    expect(koe.closes).toEqual([code]);
  });

  it('keeps its connection by heartbeats', async () => {
    koe.stop();
    await server.stop();
    await connect({ heartbeatIntervalMs: 100 });
    await vi.waitFor(() => expect(koe.received.filter((op) => op === 6).length).toBeGreaterThan(4), soon);
    expect(koe.closes).toEqual([]);
  });

  it('takes the first mode of the list that it knows', async () => {
    koe.stop();
    await server.stop();
    await connect({ modes: ['aead_xchacha20_poly1305_rtpsize', 'aead_aes256_gcm_rtpsize'] });
    await play(10);
    expect(server.report(seat).badFrames).toBe(0);
    expect(koe.description?.['mode']).toBe('aead_xchacha20_poly1305_rtpsize');
  });
});

describe('who is muted', () => {
  it('is not heard, and what she sent is counted as dropped, not as lost', async () => {
    await play(10);
    server.setMuted(seat, true);
    await play(20);
    server.setMuted(seat, false);
    await play(10);
    expect(server.report(seat)).toMatchObject({ frames: 20, droppedFrames: 20, lostFrames: 0 });
  });

  it('is not heard on a new connection either', async () => {
    server.setMuted(seat, true);
    koe.stop();
    koe = new KoeClient(server, admission);
    koe.connect();
    await vi.waitFor(() => expect(koe.description).toBeDefined(), soon);
    await play(5);
    expect(server.report(seat)).toMatchObject({ frames: 0, droppedFrames: 5 });
  });
});

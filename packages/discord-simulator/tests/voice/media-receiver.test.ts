import { describe, expect, it } from 'vitest';
import { MediaReceiver } from '../../src/voice/audio/media-receiver.ts';
import type { DecodeMode } from '../../src/voice/audio/tone-listener.ts';
import { encryptionModes } from '../../src/voice/index.ts';
import type { AudioReport, EncryptionMode } from '../../src/voice/index.ts';
import { sealPacket } from './rtp-packets.ts';
import { toneFrames } from './tone-frames.ts';

const place = { guildId: '1', channelId: '2', userId: '3' };
const silence = Buffer.from([0xf8, 0xff, 0xfe]);
const START = 1_000_000;

/** Sends to a receiver by a clock of its own: 20 ms a packet. */
class Sender {
  readonly ssrc: number;
  readonly receiver: MediaReceiver;
  readonly mode: EncryptionMode;
  readonly key = new Uint8Array(32).fill(7);
  at: number;
  sequence = 65_500;
  timestamp = 0xffff_ff00;

  constructor(
    receiver: MediaReceiver,
    options: { ssrc?: number; at?: number; mode?: EncryptionMode; place?: typeof place } = {},
  ) {
    this.receiver = receiver;
    this.ssrc = options.ssrc ?? 10;
    this.at = options.at ?? START;
    this.mode = options.mode ?? 'aead_aes256_gcm_rtpsize';
    receiver.open({ ...(options.place ?? place), ssrc: this.ssrc, mode: this.mode, key: this.key });
  }

  seal(payload: Buffer, extension?: Buffer): Buffer {
    this.sequence = (this.sequence + 1) & 0xffff;
    this.timestamp = (this.timestamp + 960) >>> 0;
    const { ssrc, sequence, timestamp, mode, key } = this;
    const packet = { ssrc, sequence, timestamp, mode, key, payload, nonce: sequence };
    return sealPacket(extension ? { ...packet, extension } : packet);
  }

  deliver(datagram: Buffer): void {
    this.receiver.receive(datagram, this.at);
    this.at += 20;
  }

  send(frames: readonly Buffer[]): void {
    for (const frame of frames) this.deliver(this.seal(frame));
  }
}

function listen(decode: DecodeMode = 'all'): MediaReceiver {
  return new MediaReceiver({ decode, historyFrames: 10_000 });
}

const tone = (hz: number, ms: number): Buffer[] => toneFrames([{ hz, ms }]);
const near = (hz: number, wanted: number): boolean => Math.abs(hz - wanted) < wanted * 0.02;

describe('frames', () => {
  it.each(encryptionModes)('are decrypted, header extension or not: %s', (mode) => {
    const receiver = listen();
    const sender = new Sender(receiver, { mode });
    for (const [i, frame] of tone(440, 1000).entries()) {
      sender.deliver(sender.seal(frame, i % 2 ? Buffer.from('1100aabb10000000', 'hex') : undefined));
    }
    const report = receiver.report(place);
    expect(report).toMatchObject({ frames: 50, badFrames: 0, lostFrames: 0, heardMs: 1000 });
    expect(report).toMatchObject({ firstFrameAt: START, lastFrameAt: START + 980 });
    expect(near(report.segments[0]!.hz, 440)).toBe(true);
  });

  it('are bad with a wrong tag, with no payload, or when not Opus', () => {
    const receiver = listen();
    const sender = new Sender(receiver);
    const spoilt = sender.seal(silence);
    spoilt[15] = spoilt[15]! ^ 1;
    sender.deliver(spoilt);
    sender.deliver(sender.seal(Buffer.alloc(0)));
    sender.deliver(sender.seal(Buffer.from([0xff, 0xff, 0xff, 0xff])));
    expect(receiver.report(place)).toMatchObject({ frames: 0, badFrames: 3, firstFrameAt: null });
  });

  it('are no RTP, RTCP, another payload type or an unknown source: ignored', () => {
    const receiver = listen();
    const sender = new Sender(receiver);
    const rtcp = sender.seal(silence);
    rtcp[1] = 200;
    const video = sender.seal(silence);
    video[1] = 101;
    const unknown = sender.seal(silence);
    unknown.writeUInt32BE(99, 8);
    for (const datagram of [Buffer.alloc(8), Buffer.alloc(74), rtcp, video, unknown]) {
      expect(receiver.receive(datagram, START)).toBeUndefined();
    }
    expect(receiver.report(place)).toMatchObject({ frames: 0, badFrames: 0, strayFrames: 0 });
  });

  it('are counted as lost, reordered and duplicate across the wrap of the sequence', () => {
    const receiver = listen();
    const sender = new Sender(receiver);
    const packets = tone(440, 1200).map((frame) => sender.seal(frame));
    const late = packets[40]!;
    for (const [i, packet] of packets.entries()) {
      if ([20, 21, 36, 40].includes(i)) continue;
      sender.deliver(packet);
      if (i === 42) sender.deliver(late);
      if (i === 50) sender.deliver(packet);
    }
    const report = receiver.report(place);
    expect(report).toMatchObject({ frames: 57, lostFrames: 3, reorderedFrames: 1, duplicateFrames: 1 });
    expect(report.timestampJumps).toEqual([]);
  });

  it('show a jump of the RTP timestamp', () => {
    const receiver = listen();
    const sender = new Sender(receiver);
    sender.send(tone(440, 100));
    sender.timestamp += 4800;
    sender.send(tone(440, 100));
    expect(receiver.report(place).timestampJumps).toEqual([{ at: START + 100, samples: 4800 }]);
  });

  it('of a replaced connection are stray', () => {
    const receiver = listen();
    const sender = new Sender(receiver);
    sender.send(tone(440, 100));
    receiver.close(sender.ssrc);
    sender.send(tone(440, 60));
    expect(receiver.report(place)).toMatchObject({
      frames: 5,
      strayFrames: 3,
      strays: [{ ssrc: sender.ssrc, frames: 3 }],
    });
  });
});

describe('gaps', () => {
  it('are interruptions unless silence frames or speaking: 0 came before', () => {
    const receiver = listen();
    const sender = new Sender(receiver);
    sender.send(tone(440, 500));
    sender.at += 300;
    sender.send(tone(440, 500));
    sender.send(Array.from({ length: 5 }, () => silence));
    sender.at += 2000;
    sender.send(tone(440, 500));
    receiver.hush(sender.ssrc, sender.at);
    sender.at += 700;
    sender.send(tone(440, 500));

    const report = receiver.report({ ...place, intervals: true });
    expect(report.gaps.map(({ ms, announced }) => [ms, announced])).toEqual([
      [320, false],
      [2120, true],
      [720, true],
    ]);
    expect(report.interruptions).toEqual([
      { at: START + 480, ms: 320, announced: false, acrossSources: false },
    ]);
    expect(report).toMatchObject({ medianIntervalMs: 20, largestGapMs: 2120, largestInterruptionMs: 320 });
    expect(report.silenceFrames).toBe(5);
    expect(report.intervalsMs).toHaveLength(99);
  });

  it('are measured across a fail-over to another connection, and to another channel or bot', () => {
    const receiver = listen();
    const first = new Sender(receiver);
    first.send(tone(440, 1000));
    receiver.close(first.ssrc);
    const second = new Sender(receiver, { ssrc: 11, at: first.at + 150 });
    second.send(tone(440, 1000));
    const report = receiver.report(place);
    expect(report.interruptions).toEqual([
      { at: START + 980, ms: 170, announced: false, acrossSources: true },
    ]);
    expect(report).toMatchObject({ lostFrames: 0, frames: 100 });
    expect(report.segments).toHaveLength(1);
    expect(report.sources.map(({ ssrc, frames }) => [ssrc, frames])).toEqual([
      [10, 50],
      [11, 50],
    ]);

    receiver.move(second.ssrc, '22');
    second.send(tone(440, 200));
    const other = new Sender(receiver, { ssrc: 12, at: second.at, place: { ...place, userId: '33' } });
    other.send(tone(440, 200));
    expect(receiver.report(place).frames).toBe(100);
    expect(receiver.report({ guildId: '1', channelId: '22' })).toMatchObject({ frames: 10 });
    const whole: AudioReport = receiver.report({ guildId: '1' });
    expect(whole).toMatchObject({ frames: 120, largestInterruptionMs: 170 });
    expect(whole.sources.map(({ userId }) => userId)).toEqual(['3', '3', '33']);
    expect(receiver.report({ guildId: '404' })).toMatchObject({ frames: 0, medianIntervalMs: 0 });
  });
});

describe('tones', () => {
  it.each(['all', 'sampled'] as const)('become segments: %s', (decode) => {
    const receiver = listen(decode);
    const sender = new Sender(receiver);
    sender.send(
      toneFrames([
        { hz: 440, ms: 2030 },
        { hz: 550, ms: 1990 },
        { hz: 440, ms: 1000 },
      ]),
    );
    const { segments } = receiver.report(place);
    expect(segments.map(({ hz }) => Math.round(hz / 10) * 10)).toEqual([440, 550, 440]);
    const edge = decode === 'all' ? 120 : 220;
    expect(Math.abs(segments[1]!.startAt - (START + 2030))).toBeLessThan(edge);
    expect(Math.abs(segments[1]!.endAt - (START + 4020))).toBeLessThan(edge);
    expect(Math.abs(segments[1]!.heardMs - 1990)).toBeLessThan(2 * edge);
  });

  it('of a sweep tell the position in the track', () => {
    const receiver = listen();
    const sender = new Sender(receiver);
    const track = toneFrames([{ hz: 300, toHz: 1300, ms: 10_000 }]);
    sender.send(track.slice(0, 250));
    sender.at += 500;
    sender.send(track.slice(350));
    const { samples } = receiver.report(place);
    const position = (hz: number): number => (hz - 300) * 10;
    for (const sample of samples) {
      const skipped = sample.at > START + 5000 ? 2000 : 0;
      expect(Math.abs(position(sample.hz!) - (sample.heardMs + 50 + skipped))).toBeLessThan(60);
    }
    expect(samples.length).toBeGreaterThan(70);
  });

  it('are null in digital silence, which is audio all the same', () => {
    const receiver = listen();
    new Sender(receiver).send(toneFrames([{ hz: 440, ms: 400, peak: 0 }]));
    const report = receiver.report(place);
    expect(report).toMatchObject({ frames: 20, segments: [] });
    expect(report.samples.map(({ hz }) => hz)).toEqual([null, null, null, null]);
  });
});

describe('history', () => {
  it('can be cut by time and reset', () => {
    const receiver = listen();
    const sender = new Sender(receiver);
    sender.send(tone(440, 2000));
    const part = receiver.report({ ...place, since: START + 500, until: START + 1500 });
    expect(part).toMatchObject({ frames: 50, firstFrameAt: START + 500, lastFrameAt: START + 1480 });
    receiver.reset(place);
    sender.send(tone(440, 100));
    expect(receiver.report(place)).toMatchObject({ frames: 5, lostFrames: 0, segments: [] });
  });

  it('keeps the newer half when it is full', () => {
    const receiver = new MediaReceiver({ decode: 'sampled', historyFrames: 3000 });
    const sender = new Sender(receiver);
    const frame = tone(440, 20);
    for (let i = 0; i < 3001; i += 1) sender.send(frame);
    expect(receiver.report(place)).toMatchObject({ frames: 1501, lastFrameAt: START + 60_000 });
  });
});

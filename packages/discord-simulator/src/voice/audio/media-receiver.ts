import type { AudioReport, AudioSelector } from './audio-report.ts';
import { compileReport } from './compile-report.ts';
import { frameKinds, HeardStream } from './heard-stream.ts';
import type { FrameKind } from './heard-stream.ts';
import { decryptRtp, readRtpHeader } from './rtp.ts';
import type { EncryptionMode, RtpHeader } from './rtp.ts';
import { ToneListener } from './tone-listener.ts';
import type { DecodeMode } from './tone-listener.ts';

/** One voice connection as the media side knows it. */
export interface MediaSource {
  readonly ssrc: number;
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly mode: EncryptionMode;
  readonly key: Uint8Array;
  /** Whether what comes is dropped. */
  readonly muted?: boolean;
}

const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
const OPUS_PAYLOAD_TYPE = 120;

interface OpenSource {
  readonly media: MediaSource;
  stream: HeardStream;
  /** Gone when the source is closed. */
  listener: ToneListener | undefined;
  heard: boolean;
  muted: boolean;
}

/** Takes datagrams with their time of arrival, keeps what was heard, and reports on it. Knows no sockets. */
export class MediaReceiver {
  readonly #sources = new Map<number, OpenSource>();
  readonly #streams = new Map<string, HeardStream>();
  readonly #decode: DecodeMode;
  readonly #historyFrames: number;

  constructor(options: { decode: DecodeMode; historyFrames: number }) {
    this.#decode = options.decode;
    this.#historyFrames = options.historyFrames;
  }

  open(media: MediaSource): void {
    this.#sources.set(media.ssrc, {
      media,
      stream: this.#streamOf(media, media.channelId),
      listener: new ToneListener(this.#decode),
      heard: false,
      muted: media.muted ?? false,
    });
  }

  /** What comes on the SSRC from now on counts as stray. */
  close(ssrc: number): void {
    const source = this.#sources.get(ssrc);
    if (source) source.listener = undefined;
  }

  move(ssrc: number, channelId: string): void {
    const source = this.#sources.get(ssrc);
    if (source) source.stream = this.#streamOf(source.media, channelId);
  }

  mute(ssrc: number, muted: boolean): void {
    const source = this.#sources.get(ssrc);
    if (!source) return;
    source.muted = muted;
    source.listener?.pause();
  }

  /** The client announced that it stops sending. */
  hush(ssrc: number, at: number): void {
    const source = this.#sources.get(ssrc);
    source?.stream.frames.push(at, frameKinds.hush, ssrc, 0, 0);
  }

  /** @returns true for the first audio frame of a source. Datagrams of unknown sources are ignored. */
  receive(datagram: Buffer, at: number): { ssrc: number; first: boolean } | undefined {
    const header = readRtpHeader(datagram);
    const source = header && this.#sources.get(header.ssrc);
    if (!source || header.payloadType !== OPUS_PAYLOAD_TYPE) return undefined;
    const kind = this.#take(source, datagram, header, at);
    source.stream.frames.push(at, kind, header.ssrc, header.sequence, header.timestamp);
    const first = kind === frameKinds.audio && !source.heard;
    source.heard ||= first;
    return { ssrc: header.ssrc, first };
  }

  report(selector: AudioSelector): AudioReport {
    return compileReport(this.#selected(selector), selector);
  }

  reset(selector: AudioSelector): void {
    for (const stream of this.#selected(selector)) stream.clear();
  }

  #take(source: OpenSource, datagram: Buffer, header: RtpHeader, at: number): FrameKind {
    const { listener, media, stream } = source;
    if (!listener) return frameKinds.stray;
    const payload = decryptRtp(datagram, header, media.mode, media.key);
    if (!payload || payload.length === 0) return frameKinds.bad;
    if (source.muted) return frameKinds.dropped;
    if (payload.equals(SILENCE)) {
      listener.pause();
      return frameKinds.silence;
    }
    try {
      const tone = listener.hear(payload, at);
      if (tone) stream.tones.push(tone.from, tone.to, tone.hz, tone.db);
      return frameKinds.audio;
    } catch {
      return frameKinds.bad;
    }
  }

  #streamOf({ guildId, userId }: MediaSource, channelId: string): HeardStream {
    const key = `${guildId}:${channelId}:${userId}`;
    const stream =
      this.#streams.get(key) ?? new HeardStream({ guildId, channelId, userId }, this.#historyFrames);
    this.#streams.set(key, stream);
    return stream;
  }

  #selected({ guildId, channelId, userId }: AudioSelector): HeardStream[] {
    return [...this.#streams.values()].filter(
      (stream) =>
        stream.guildId === guildId &&
        (channelId === undefined || stream.channelId === channelId) &&
        (userId === undefined || stream.userId === userId),
    );
  }
}

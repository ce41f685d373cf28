import type { Pump, Pumped, TickOutcome } from '../engine/pump.ts';
import type { FilterSettings } from '../filters/filter-settings.ts';
import type { PlayerEvent, PlayerState, Track, TrackEndReason, VoiceState } from '../protocol/types.ts';
import type { SourceRegistry } from '../sources/source-registry.ts';
import { playException } from '../sources/source.ts';
import { PlayerVoice } from '../voice/player-voice.ts';
import type { VoiceLink } from '../voice/voice-link.ts';
import { Playback } from './playback.ts';
import { SendQueue } from './send-queue.ts';

export interface PlayerSettings {
  /** Interval of `playerUpdate` while there is a track. */
  playerUpdateIntervalMs: number;
  /** How long a connected player waits for sound before it reports the track as stuck. */
  trackStuckMs: number;
  /** How long a track is kept in a player without voice. */
  cleanupMs: number;
}

export interface PlayerContext {
  userId: string;
  sources: SourceRegistry;
  pump: Pump;
  settings: PlayerSettings;
  emit(event: PlayerEvent): void;
  /** Sends a `playerUpdate`. */
  update(): void;
}

export interface PlayOptions {
  position: number;
  endTime: number | undefined;
  paused: boolean;
}

/** One guild's player: at most one track, at most one voice connection, and what is between them. */
export class Player implements Pumped {
  readonly guildId: string;
  readonly voice: PlayerVoice;
  readonly #context: PlayerContext;
  #playback: Playback | undefined;
  #volume = 100;
  #paused = false;
  #filters: FilterSettings = {};
  readonly #queue = new SendQueue();
  /** The connection that the queue is for. */
  #queuedFor: VoiceLink | undefined;
  #updates: NodeJS.Timeout | undefined;
  #voicelessSince: number | undefined;
  #sent = 0;
  #nulled = 0;
  #due = 0;

  constructor(guildId: string, context: PlayerContext) {
    this.guildId = guildId;
    this.#context = context;
    this.voice = new PlayerVoice(
      { userId: context.userId, guildId },
      {
        ready: () => {
          context.pump.add(this);
          context.update();
        },
        closed: (code, reason) => {
          context.emit({ type: 'WebSocketClosedEvent', code, reason, byRemote: true });
          context.update();
        },
      },
    );
  }

  get track(): Track | null {
    return this.#playback?.track ?? null;
  }

  get isPlaying(): boolean {
    return this.#playback !== undefined && !this.#paused;
  }

  get state(): PlayerState {
    return {
      time: Date.now(),
      position: this.#playback?.position ?? 0,
      connected: this.voice.isConnected,
      ping: this.voice.ping,
    };
  }

  toJSON(): object {
    const { track, state, guildId } = this;
    const voice: VoiceState = this.voice.state ?? { token: '', endpoint: '', sessionId: '', channelId: '' };
    const info = track && { ...track, info: { ...track.info, position: state.position } };
    return {
      guildId,
      track: info,
      volume: this.#volume,
      paused: this.#paused,
      state,
      voice,
      filters: this.#filters,
    };
  }

  /** Replaces what plays. The start is announced at once; the sound follows when it is there. */
  play(track: Track, { position, endTime, paused }: PlayOptions): void {
    this.#end('replaced');
    this.#paused = paused;
    const playback = new Playback(track, position, endTime);
    this.#playback = playback;
    this.#queue.interrupt();
    this.#voicelessSince = performance.now();
    this.#context.emit({ type: 'TrackStartEvent', track });
    this.#context.update();
    this.#updates = setInterval(() => this.#onInterval(), this.#context.settings.playerUpdateIntervalMs);
    this.#context.sources.open(track).then(
      (audio) => {
        playback.attach(audio, this.#volume, this.#filters);
        this.#context.pump.add(this);
      },
      (error: unknown) => {
        if (this.#playback === playback) this.#fail(error);
      },
    );
  }

  stop(): void {
    this.#end('stopped');
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#context.pump.add(this);
  }

  /** 0 to 1000, and clamped to it. */
  setVolume(volume: number): void {
    this.#volume = Math.min(1000, Math.max(0, volume));
    this.#playback?.configure(this.#volume, this.#filters);
  }

  setFilters(filters: FilterSettings): void {
    this.#filters = filters;
    this.#playback?.configure(this.#volume, filters);
    this.#context.update();
  }

  /** Answers false when there is nothing to seek in; a stream can't be sought and stays where it is. */
  seek(position: number): boolean {
    if (!this.#playback) return false;
    this.#playback.seek(position);
    this.#context.update();
    return true;
  }

  setEndTime(endTime: number | undefined): void {
    this.#playback?.setEndTime(endTime);
  }

  setUserData(userData: Record<string, unknown>): void {
    if (this.#playback) this.#playback.track = { ...this.#playback.track, userData };
  }

  destroy(): void {
    this.#end('stopped');
    this.#context.pump.remove(this);
    this.voice.close();
  }

  /** Frames with sound and without since the last call, and how many there should have been while it played. */
  takeFrameCounts(): { sent: number; nulled: number; due: number } {
    const counts = { sent: this.#sent, nulled: this.#nulled, due: this.#due };
    this.#sent = this.#nulled = this.#due = 0;
    return counts;
  }

  tick(): TickOutcome {
    const { link } = this.voice;
    if (this.isPlaying && link) this.#due += 1;
    if (!link?.canSend) return link?.isResuming ? 'held' : 'idle';
    if (this.#queuedFor !== link) this.#queue.clear();
    this.#queuedFor = link;
    this.#queue.fill(() => this.#takeFrame());
    const next = this.#queue.shift();
    if (!next) return this.isPlaying ? 'sent' : 'idle';
    const { packet, last } = next;
    link.send(Buffer.from(packet.buffer, packet.byteOffset, packet.length));
    if (last) link.stopSpeaking();
    return 'sent';
  }

  #takeFrame(): Uint8Array | undefined {
    const frame = this.#nextFrame();
    if (frame) this.#sent += 1;
    else if (this.isPlaying) this.#nulled += 1;
    return frame;
  }

  #nextFrame(): Uint8Array | undefined {
    const playback = this.#playback;
    if (!playback || this.#paused) return undefined;
    if (playback.isAtEndTime) {
      this.#end('stopped');
      return undefined;
    }
    try {
      const frame = playback.next();
      if (frame === 'end') this.#end('finished');
      if (frame === 'pending') this.#watchStuck(playback);
      return frame instanceof Uint8Array ? frame : undefined;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #watchStuck(playback: Playback): void {
    const { trackStuckMs } = this.#context.settings;
    if (!playback.becameStuck(trackStuckMs)) return;
    this.#context.emit({ type: 'TrackStuckEvent', track: playback.track, thresholdMs: trackStuckMs });
  }

  #onInterval(): void {
    const now = performance.now();
    if (this.voice.isConnected) this.#voicelessSince = undefined;
    else this.#voicelessSince ??= now;
    const voicelessMs = now - (this.#voicelessSince ?? now);
    if (voicelessMs >= this.#context.settings.cleanupMs) this.#end('cleanup');
    else this.#context.update();
  }

  #fail(error: unknown): void {
    const { track } = this;
    if (track) this.#context.emit({ type: 'TrackExceptionEvent', track, exception: playException(error) });
    this.#end('loadFailed');
  }

  #end(reason: TrackEndReason): void {
    const playback = this.#playback;
    if (!playback) return;
    this.#playback = undefined;
    clearInterval(this.#updates);
    playback.close();
    this.#context.emit({ type: 'TrackEndEvent', track: playback.track, reason });
  }
}

import { randomBytes } from 'node:crypto';
import { VoiceCloseCodes, VoiceOpcodes } from 'discord-api-types/voice/v8';
import { seatKey } from './admissions.ts';
import type { Admission, Admissions, VoiceSeat } from './admissions.ts';
import type { MediaPort } from './audio/media-port.ts';
import { monotonicEpoch } from './audio/monotonic-epoch.ts';
import type { EncryptionMode } from './audio/rtp.ts';
import { VoiceSession } from './voice-session.ts';
import type { VoiceSocket } from './voice-session.ts';

/** The identified sessions, one a seat, and what they tell each other in a channel. */
export class VoiceSessions {
  readonly #admissions: Admissions;
  readonly #media: MediaPort;
  readonly #bySeat = new Map<string, VoiceSession>();
  readonly #bySsrc = new Map<number, VoiceSession>();
  #nextSsrc = 1 + randomBytes(2).readUInt16BE();

  constructor(admissions: Admissions, media: MediaPort) {
    this.#admissions = admissions;
    this.#media = media;
  }

  /** A second client that identifies for a seat takes it over: the first is closed with 4006. */
  identify(
    credentials: { guildId: string; userId: string; sessionId: string; token: string },
    socket: VoiceSocket,
  ): VoiceSession | VoiceCloseCodes {
    const admission = this.#admissions.judge(credentials, credentials.userId);
    if (typeof admission === 'number') return admission;
    this.end(admission, VoiceCloseCodes.SessionNoLongerValid, 'Session is no longer valid.');
    const session = new VoiceSession(admission, this.#nextSsrc, socket);
    this.#nextSsrc += 1;
    this.#bySeat.set(seatKey(admission), session);
    this.#bySsrc.set(session.ssrc, session);
    return session;
  }

  /** Ready to send: the others of the channel hear of him, and he of them. */
  describe(session: VoiceSession, mode: EncryptionMode, described: () => void): void {
    const key = randomBytes(32);
    const { guildId, channelId, userId } = session.admission;
    const muted = this.#admissions.isMuted(session.admission);
    const source = { ssrc: session.ssrc, guildId, channelId, userId, mode, key, muted };
    session.mode = mode;
    this.#media.open(source, () => {
      if (this.ofSsrc(session.ssrc) !== session) return;
      session.send(VoiceOpcodes.SessionDescription, {
        mode,
        secret_key: [...key],
        audio_codec: 'opus',
        video_codec: 'H264',
        media_session_id: randomBytes(16).toString('hex'),
        dave_protocol_version: 0,
      });
      this.#arrive(session);
      described();
    });
  }

  resume(
    credentials: { guildId: string; sessionId: string; token: string },
    socket: VoiceSocket,
  ): VoiceSession | VoiceCloseCodes {
    const admission = this.#admissions.judge(credentials);
    if (typeof admission === 'number') return admission;
    const session = this.#bySeat.get(seatKey(admission));
    if (session?.admission.token !== admission.token || !session.mode) {
      return VoiceCloseCodes.SessionNoLongerValid;
    }
    session.socket?.cut();
    session.socket = socket;
    return session;
  }

  speaking(session: VoiceSession, speaking: number): void {
    if (speaking === 0) this.#media.send({ type: 'hush', ssrc: session.ssrc, at: monotonicEpoch() });
    const d = { user_id: session.admission.userId, ssrc: session.ssrc, speaking };
    for (const peer of this.#peers(session)) peer.send(VoiceOpcodes.Speaking, d);
  }

  of(seat: VoiceSeat): VoiceSession | undefined {
    return this.#bySeat.get(seatKey(seat));
  }

  ofSsrc(ssrc: number): VoiceSession | undefined {
    return this.#bySsrc.get(ssrc);
  }

  /** The session can't be resumed any more; its socket, if there is one, is closed. */
  end(seat: VoiceSeat, code: VoiceCloseCodes, reason: string): void {
    const session = this.of(seat);
    if (!session) return;
    this.#bySeat.delete(seatKey(seat));
    this.#bySsrc.delete(session.ssrc);
    this.#media.send({ type: 'close', ssrc: session.ssrc });
    this.#depart(session);
    session.socket?.close(code, reason);
    session.socket = undefined;
  }

  /** The client closed its socket for good. */
  left(session: VoiceSession): void {
    if (this.of(session.admission) === session) this.end(session.admission, VoiceCloseCodes.Disconnected, '');
  }

  /** Whether what the user sends is dropped from now on. */
  mute(seat: VoiceSeat, muted: boolean): void {
    const session = this.of(seat);
    if (session) this.#media.send({ type: 'mute', ssrc: session.ssrc, muted });
  }

  move(seat: VoiceSeat, channelId: string): void {
    const session = this.of(seat);
    if (!session) return;
    this.#depart(session);
    session.admission = { ...session.admission, channelId };
    this.#media.send({ type: 'move', ssrc: session.ssrc, channelId });
    this.#arrive(session);
  }

  #arrive(session: VoiceSession): void {
    const peers = this.#peers(session);
    if (peers.length === 0) return;
    session.send(VoiceOpcodes.ClientsConnect, { user_ids: peers.map((peer) => peer.admission.userId) });
    for (const peer of peers) {
      peer.send(VoiceOpcodes.ClientsConnect, { user_ids: [session.admission.userId] });
    }
  }

  #depart(session: VoiceSession): void {
    for (const peer of this.#peers(session)) {
      peer.send(VoiceOpcodes.ClientDisconnect, { user_id: session.admission.userId });
    }
  }

  #peers(session: VoiceSession): VoiceSession[] {
    const same = (other: Admission): boolean =>
      other.guildId === session.admission.guildId && other.channelId === session.admission.channelId;
    return [...this.#bySeat.values()].filter(
      (other) => other !== session && other.mode !== undefined && same(other.admission),
    );
  }
}

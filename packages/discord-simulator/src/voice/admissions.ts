import { VoiceCloseCodes } from 'discord-api-types/voice/v8';

/** What the main gateway handed out with VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE. */
export interface Admission {
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
}

/** A user's place in a guild: he is in one voice channel of it at a time. */
export interface VoiceSeat {
  readonly guildId: string;
  readonly userId: string;
}

export const seatKey = ({ guildId, userId }: VoiceSeat): string => `${guildId}:${userId}`;

/** Who may connect: the newest admission of each seat, and the tokens that were good once. */
export class Admissions {
  readonly #current = new Map<string, Admission>();
  readonly #guilds = new Set<string>();
  readonly #spent = new Set<string>();
  readonly #muted = new Set<string>();

  /** The newest admission of a seat ends the one before. */
  add(admission: Admission): void {
    const before = this.#current.get(seatKey(admission));
    if (before && before.token !== admission.token) this.#spent.add(before.token);
    this.#spent.delete(admission.token);
    this.#guilds.add(admission.guildId);
    this.#current.set(seatKey(admission), admission);
  }

  withdraw(seat: VoiceSeat): void {
    const admission = this.#current.get(seatKey(seat));
    if (!admission) return;
    this.#spent.add(admission.token);
    this.#current.delete(seatKey(seat));
  }

  /** Muted and suppressed users may connect and are not heard, whatever connection they speak on. */
  setMuted(seat: VoiceSeat, muted: boolean): void {
    if (muted) this.#muted.add(seatKey(seat));
    else this.#muted.delete(seatKey(seat));
  }

  isMuted(seat: VoiceSeat): boolean {
    return this.#muted.has(seatKey(seat));
  }

  move(seat: VoiceSeat, channelId: string): void {
    const admission = this.#current.get(seatKey(seat));
    if (admission) this.#current.set(seatKey(seat), { ...admission, channelId });
  }

  /** The admission these credentials belong to, or the code to close with. */
  judge(
    given: { guildId: string; sessionId: string; token: string },
    userId?: string,
  ): Admission | VoiceCloseCodes {
    if (!this.#guilds.has(given.guildId)) return VoiceCloseCodes.ServerNotFound;
    if (this.#spent.has(given.token)) return VoiceCloseCodes.SessionNoLongerValid;
    const admission = [...this.#current.values()].find(
      (candidate) =>
        candidate.guildId === given.guildId &&
        candidate.sessionId === given.sessionId &&
        (userId === undefined || candidate.userId === userId),
    );
    if (!admission) return VoiceCloseCodes.SessionNoLongerValid;
    return admission.token === given.token ? admission : VoiceCloseCodes.AuthenticationFailed;
  }
}

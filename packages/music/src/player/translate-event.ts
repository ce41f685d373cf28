import type { SessionEvent } from '../session/event.ts';
import type { PlayRef } from '../session/state.ts';
import { fitForMembers, reasonOf } from './load-failure.ts';
import type { RestException } from './rest-answers.ts';
import type { WireMessage } from './wire-message.ts';

/**
 * Lavalink's messages as events of sessions. It remembers which play each player is in, by the events in their order:
 * a position is reported without its track, and one of the track before must not be taken for the new one's.
 */
export class EventTranslator {
  readonly #plays = new Map<string, PlayRef>();

  /** What a player plays, where no event told. */
  learn(guildId: string, ref: PlayRef | null): void {
    if (ref && !this.#plays.has(guildId)) this.#plays.set(guildId, ref);
  }

  forget(): void {
    this.#plays.clear();
  }

  /** null: means nothing to a session. `now`: when it came; the node's clock may be another. */
  translate(message: Exclude<WireMessage, { op: 'ready' | 'stats' }>, now: number): SessionEvent | null {
    const { guildId } = message;
    if (message.op === 'playerUpdate') {
      const ref = this.#plays.get(guildId);
      const { position: positionMs, connected } = message.state;
      return ref ? { type: 'playerUpdate', ...ref, positionMs, time: now, connected } : null;
    }
    if (message.type === 'WebSocketClosedEvent') return { type: 'voiceClosed', code: message.code };
    const { ref } = message.track;
    if (message.type === 'TrackStartEvent') {
      if (ref) this.#plays.set(guildId, ref);
      else this.#plays.delete(guildId);
    }
    if (message.type === 'TrackEndEvent') this.#plays.delete(guildId);
    if (ref === null) return null;
    switch (message.type) {
      case 'TrackStartEvent':
        return { type: 'trackStarted', ...ref };
      case 'TrackEndEvent':
        return { type: 'trackEnded', ...ref, reason: message.reason };
      case 'TrackExceptionEvent':
        return { type: 'trackException', ...ref, ...causeOf(message.exception) };
      case 'TrackStuckEvent':
        return { type: 'trackStuck', ...ref };
    }
  }
}

/** The reason for the log, and what of it members may read. */
function causeOf(exception: RestException): { message: string; cause: string | null } {
  const { reason, forUsers } = reasonOf(exception);
  return { message: reason ?? '', cause: forUsers && reason !== null ? fitForMembers(reason) : null };
}

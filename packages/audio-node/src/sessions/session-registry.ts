import { randomInt } from 'node:crypto';
import type { WebSocket } from 'ws';
import { Session } from './session.ts';
import type { SessionServices } from './session.ts';

/** A longer timer would fire at once. */
const longestTimer = 2 ** 31 - 1;
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * All sessions of the node. One with a socket can be addressed by REST, one without can only be resumed; a session
 * whose socket is still open can't be resumed, whoever asks.
 */
export class SessionRegistry {
  readonly #services: SessionServices;
  readonly #open = new Map<string, Session>();
  readonly #resumable = new Map<string, { session: Session; timer: NodeJS.Timeout }>();

  constructor(services: SessionServices) {
    this.#services = services;
  }

  /** The session that REST may act on. */
  find(id: string): Session | undefined {
    return this.#open.get(id);
  }

  get players(): { total: number; playing: number } {
    const sessions = [...this.#open.values(), ...[...this.#resumable.values()].map(({ session }) => session)];
    const players = sessions.flatMap((session) => [...session.players.values()]);
    return { total: players.length, playing: players.filter(({ isPlaying }) => isPlaying).length };
  }

  canResume(id: string | undefined): boolean {
    return id !== undefined && this.#resumable.has(id);
  }

  /** The session named, if it waits to be resumed, else a new one. The caller attaches the socket. */
  claim(id: string | undefined, userId: string): { session: Session; resumed: boolean } {
    const waiting = id === undefined ? undefined : this.#resumable.get(id);
    if (waiting) {
      clearTimeout(waiting.timer);
      this.#resumable.delete(waiting.session.id);
    }
    const session = waiting?.session ?? new Session(this.#newId(), userId, this.#services);
    this.#open.set(session.id, session);
    return { session, resumed: waiting !== undefined };
  }

  /** The session's socket closed: it waits to be resumed if its owner wanted that, else it ends. */
  release(session: Session, socket: WebSocket): void {
    socket.removeAllListeners('message');
    if (this.#open.get(session.id) !== session) return;
    this.#open.delete(session.id);
    session.detach();
    if (!session.resuming) return session.destroy();
    const expire = (): void => {
      this.#resumable.delete(session.id);
      session.destroy();
    };
    this.#resumable.set(session.id, {
      session,
      timer: setTimeout(expire, Math.min(session.timeout * 1000, longestTimer)),
    });
  }

  close(): void {
    for (const { session, timer } of this.#resumable.values()) {
      clearTimeout(timer);
      session.destroy();
    }
    this.#resumable.clear();
    for (const session of this.#open.values()) session.destroy();
    this.#open.clear();
  }

  #newId(): string {
    const id = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('');
    return this.#open.has(id) || this.#resumable.has(id) ? this.#newId() : id;
  }
}

import { shardOf } from '../ids.ts';
import type { SimulatorSettings } from '../settings.ts';
import type { Transcript } from '../transcript.ts';
import type { Application } from '../world/records.ts';
import { GatewaySession } from './gateway-session.ts';
import type { SessionSocket } from './gateway-session.ts';
import { IdentifyBudget } from './identify-budget.ts';
import { covers } from './intents.ts';

/** Data of an event, the same for all or made for each session. */
type EventData = object | ((session: GatewaySession) => object);

export interface EventPlace {
  guildId?: string | undefined;
  /** The event is about the bot itself. */
  isSubject?: boolean;
}

/**
 * All gateway sessions of all applications. An application may have several sessions of one shard at once; each gets
 * every event. A session whose socket is gone stays resumable for `resumeWindowMs`, then ends.
 */
export class GatewaySessions {
  readonly #settings: SimulatorSettings;
  readonly #transcript: Transcript;
  readonly #inspect: (event: string, data: unknown) => void;
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #budgets = new Map<string, IdentifyBudget>();
  readonly #expiry = new Map<GatewaySession, NodeJS.Timeout>();
  #onEnd: (session: GatewaySession) => void = () => undefined;

  constructor(
    settings: SimulatorSettings,
    transcript: Transcript,
    inspect: (event: string, data: unknown) => void,
  ) {
    this.#inspect = inspect;
    this.#settings = settings;
    this.#transcript = transcript;
  }

  /** Called when a session is lost for good. */
  onEnd(listener: (session: GatewaySession) => void): void {
    this.#onEnd = listener;
  }

  /** Shards that bots are asked to open. */
  get shards(): number {
    return this.#settings.shards;
  }

  budget(application: Application): IdentifyBudget {
    let budget = this.#budgets.get(application.id);
    if (!budget) this.#budgets.set(application.id, (budget = new IdentifyBudget(this.#settings)));
    return budget;
  }

  of(applicationId: string): GatewaySession[] {
    return [...this.#sessions.values()].filter(({ application }) => application.id === applicationId);
  }

  find(sessionId: string): GatewaySession | undefined {
    return this.#sessions.get(sessionId);
  }

  open(application: Application, intents: number, shard: readonly [number, number]): GatewaySession {
    const { replayLimit } = this.#settings;
    const session = new GatewaySession({ application, intents, shard, replayLimit, inspect: this.#inspect });
    this.#sessions.set(session.id, session);
    return session;
  }

  attach(session: GatewaySession, socket: SessionSocket): void {
    clearTimeout(this.#expiry.get(session));
    this.#expiry.delete(session);
    session.socket = socket;
  }

  /** The socket is gone; the session waits for a RESUME. */
  detach(session: GatewaySession, code: number): void {
    session.socket = undefined;
    this.record(session, 'disconnect', { code });
    const timer = setTimeout(() => this.end(session), this.#settings.resumeWindowMs);
    this.#expiry.set(session, timer);
  }

  /** The session can't be resumed any more. */
  end(session: GatewaySession): void {
    if (session.ended) return;
    session.ended = true;
    session.socket = undefined;
    clearTimeout(this.#expiry.get(session));
    this.#expiry.delete(session);
    this.#sessions.delete(session.id);
    this.record(session, 'end');
    this.#onEnd(session);
  }

  /** To the application's sessions that serve the guild (shard 0 without one) and asked for such events. */
  dispatch(applicationId: string, event: string, data: EventData, at: EventPlace = {}): void {
    const { guildId, isSubject = false } = at;
    for (const session of this.of(applicationId)) {
      const shard = guildId === undefined ? 0 : shardOf(guildId, session.shard[1]);
      if (
        shard !== session.shard[0] ||
        !covers(session.intents, event, { inGuild: guildId !== undefined, isSubject })
      )
        continue;
      session.dispatch(event, typeof data === 'function' ? data(session) : data);
    }
  }

  record(
    session: GatewaySession,
    action: 'identify' | 'resume' | 'disconnect' | 'end' | 'invalid-session' | 'reconnect',
    more: { code?: number; replayed?: number } = {},
  ): void {
    const { application, shard, id: sessionId } = session;
    this.#transcript.append({
      kind: 'gateway',
      action,
      applicationId: application.id,
      shard: shard[0],
      sessionId,
      ...more,
    });
  }

  /** Forgets everything without a word to anybody. */
  stop(): void {
    for (const timer of this.#expiry.values()) clearTimeout(timer);
    this.#expiry.clear();
    this.#sessions.clear();
  }
}

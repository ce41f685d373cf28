import { backoffDelay, classify } from '@anankor/core';
import type { AnankorError, Clock, Service } from '@anankor/core';
import { InputReader } from '@anankor/schemas';
import type { OnUnreadable } from '@anankor/schemas';
import { adoptPlayers } from './adopt.ts';
import { LavalinkRest } from './lavalink-rest.ts';
import type { AroundCall } from './lavalink-rest.ts';
import { LavalinkSession } from './lavalink-session.ts';
import type { Guard } from './lavalink-session.ts';
import type { NodeListener, NodeSessionStore, NodeStats, StoredNodeSession } from './node-listener.ts';
import type { NodeOptions } from './node-options.ts';
import { NodeSocket } from './node-socket.ts';
import { NodeWatch } from './node-watch.ts';
import type { PlayerPort } from './player-port.ts';
import { EventTranslator } from './translate-event.ts';
import type { WireMessage } from './wire-message.ts';

export interface NodeTiming {
  /** Of a REST call, milliseconds. */
  requestMs: number;
  /** Of the opening of a socket, milliseconds. */
  connectMs: number;
  /** Seconds for which players outlive their socket. */
  resumeS: number;
  /**
   * Milliseconds without a connection after which the node counts as lost, and sessions may go to another. One that refuses
   * connections is lost at once.
   */
  lostMs: number;
  /** Milliseconds between two notes that the node is up. */
  aliveMs: number;
  /** Milliseconds without a word after which a connected node is asked whether it lives, and for its answer. */
  silentMs: number;
  answerMs: number;
}

export const nodeTiming: NodeTiming = {
  requestMs: 10_000,
  connectMs: 5_000,
  resumeS: 120,
  lostMs: 5_000,
  aliveMs: 5_000,
  silentMs: 3_000,
  answerMs: 3_000,
};

export interface ConnectionOptions {
  /** The worker bot's user id. */
  userId: string;
  guard: Guard;
  clock: Clock;
  store: NodeSessionStore;
  listener: NodeListener;
  timing?: Partial<NodeTiming>;
  /** A message of a node was skipped. */
  onUnreadable: OnUnreadable;
  /** Sees every REST call. */
  around?: AroundCall;
}

const retries = { initialMs: 500, maxMs: 5_000, factor: 1.5 };
const AT_ONCE_MS = 25;
/** Where nobody listens: to ask costs next to nothing, and the music starts when somebody does. */
const unheardRetries = { initialMs: 250, maxMs: 500, factor: 1.25 };
/** Where the password is refused: somebody has to put the right one somewhere first. */
const refusedRetries = { initialMs: 500, maxMs: 30_000, factor: 2 };

export type ConnectionState = 'up' | 'down' | 'refused' | 'untried';

/** One worker bot's connection to one node: kept up for ever, resumed where that is possible, taken over where it is not. */
export class NodeConnection implements Service {
  readonly name: string;
  readonly rest: LavalinkRest;
  readonly #node: NodeOptions;
  readonly #options: ConnectionOptions;
  readonly #timing: NodeTiming;
  readonly #translator = new EventTranslator();
  readonly #stopping = new AbortController();
  #port: LavalinkSession | null = null;
  #known: StoredNodeSession | null = null;
  #load = 0;
  #expected = 0;
  #lostAt: number | null = null;
  #running: Promise<void> = Promise.resolve();
  #tried = false;
  #stats: NodeStats | null = null;
  /** What was reported last; null since the node is up. */
  #trouble: AnankorError | null = null;
  /** Refuses REST although its socket stands. */
  #refusesRest = false;
  #checking = false;

  constructor(node: NodeOptions, options: ConnectionOptions) {
    this.name = node.name;
    this.#node = node;
    this.#options = options;
    this.#timing = { ...nodeTiming, ...options.timing };
    this.rest = this.#rest(this.#timing.requestMs);
  }

  /** The players on the node; null while there is no connection, or the node refuses REST. */
  get port(): PlayerPort | null {
    return this.#refusesRest ? null : this.#port;
  }

  get state(): ConnectionState {
    if (this.port !== null) return 'up';
    if (this.#trouble?.code === 'LAVALINK_REFUSED') return 'refused';
    return this.#tried ? 'down' : 'untried';
  }

  /** Why it is not up, for an operator. */
  get cause(): string | null {
    if (this.#trouble === null) return null;
    const { message, details } = this.#trouble;
    return typeof details['cause'] === 'string' && details['cause'] !== ''
      ? `${message} (${details['cause']})`
      : message;
  }

  /** What the node last said of itself; null while there is no connection. */
  get stats(): NodeStats | null {
    return this.#port === null ? null : this.#stats;
  }

  /** Players that play, weighted by the node's load, and those it was given since it last told; less is better. */
  get load(): number {
    return this.#load + this.#expected;
  }

  /** A session is sent here: nodes tell their load once a minute only. */
  expectPlayer(): void {
    this.#expected += 1;
  }

  /** Resolves when the first attempt to connect came to an end; whether it succeeded shows in `port`. */
  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#known = await this.#options.store.load(this.name);
    await new Promise<void>((resolve) => {
      this.#running = this.#run(() => {
        this.#tried = true;
        resolve();
      });
    });
  }

  /** Closes the connection; the players play on for a successor. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(tried: () => void): Promise<void> {
    const { clock, guard, listener } = this.#options;
    const { signal } = this.#stopping;
    for (let attempt = 1; !signal.aborted; attempt++) {
      let refused = false;
      let broken = false;
      try {
        guard();
        const { wasUp, error } = await this.#connectOnce(tried);
        if (signal.aborted) break;
        if (wasUp) attempt = 0;
        broken = wasUp;
        this.#report(error);
        if (error.kind === 'fatal') break;
        refused = error.details['refused'] === true;
      } catch (thrown) {
        listener.onError(classify(thrown), this.name);
        break;
      } finally {
        tried();
      }
      this.#loseIfOverdue(refused);
      // The first attempt after a break is made at once: it is resumed then, or is refused, which says that the node is dead.
      const wrong = this.#trouble?.code === 'LAVALINK_REFUSED';
      const policy = wrong ? refusedRetries : refused ? unheardRetries : retries;
      await clock.sleep(broken ? AT_ONCE_MS : backoffDelay(policy, attempt), signal).catch(() => undefined);
    }
  }

  /** From opening to closing. */
  async #connectOnce(tried: () => void): Promise<{ wasUp: boolean; error: AnankorError }> {
    const { userId, clock, onUnreadable } = this.#options;
    const { signal } = this.#stopping;
    let readying: Promise<AnankorError | null> = Promise.resolve(null);
    const socket = new NodeSocket({
      node: this.#node,
      userId,
      resume: this.#known?.sessionId ?? null,
      timeoutMs: this.#timing.connectMs,
      reader: new InputReader('lavalink', onUnreadable),
      onHeard: () => watch.heard(),
      onMessage: (message) => {
        if (message.op !== 'ready') return this.#receive(message);
        readying = this.#becomeReady(message).then(
          () => null,
          async (thrown: unknown) => {
            await socket.close();
            return classify(thrown);
          },
        );
        void readying.then(tried);
      },
    });
    const watch = this.#watch((heardAt) => {
      this.#lostAt ??= heardAt;
      socket.terminate();
      this.rest.abandon();
    });
    const onAbort = (): void => void socket.close();
    signal.addEventListener('abort', onAbort, { once: true });
    const alive = setInterval(() => {
      this.#noteAlive();
      // A password that no longer holds shows before a member's command meets it.
      if (this.port !== null) this.rest.call('GET', 'info').catch(() => undefined);
    }, this.#timing.aliveMs);
    const closed = await socket.closed;
    clearInterval(alive);
    watch.stop();
    signal.removeEventListener('abort', onAbort);
    const failed = await readying;
    const wasUp = this.#port !== null;
    this.#stats = null;
    // Stopping may be the last moment of the lease: nothing is written that the successor would have to wait for.
    if (wasUp && !signal.aborted) this.#noteAlive();
    this.#port = null;
    this.#refusesRest = false;
    this.#lostAt ??= wasUp ? clock.now() : (this.#known?.aliveAt ?? null);
    return { wasUp, error: failed ?? closed };
  }

  #watch(onDead: (heardAt: number) => void): NodeWatch {
    const { clock } = this.#options;
    const { silentMs, answerMs } = this.#timing;
    const rest = this.#rest(answerMs);
    return new NodeWatch({ silentMs, ask: () => rest.call('GET', 'info'), onDead, clock });
  }

  #receive(message: Exclude<WireMessage, { op: 'ready' }>): void {
    const { clock, listener } = this.#options;
    if (message.op === 'stats') {
      this.#load = message.playingPlayers * (1 + message.cpu.systemLoad);
      this.#expected = 0;
      const { players, playingPlayers, frameStats } = message;
      this.#stats = { players, playingPlayers, frames: frameStats ?? null };
      return;
    }
    const event = this.#translator.translate(message, clock.now());
    if (event) listener.onEvent(message.guildId, event);
  }

  /**
   * Only `resumed` is to be trusted. A session that was refused is either gone, or its socket is open in another process:
   * then its players are taken over. Events that were queued come meanwhile, and are passed on as they come.
   */
  async #becomeReady({ resumed, sessionId }: Extract<WireMessage, { op: 'ready' }>): Promise<void> {
    const { store, listener, clock } = this.#options;
    const session = this.#session(sessionId);
    await session.setResuming(true, this.#timing.resumeS);
    if (!resumed) this.#translator.forget();
    const kept = resumed || (await this.#takeOver(session));
    this.#known = { sessionId, aliveAt: clock.now() };
    await store.save(this.name, this.#known);
    const players = await session.observeAll();
    for (const [guildId, player] of players) {
      if (!listener.belongs(guildId, this.name)) await session.destroy(guildId);
      this.#translator.learn(guildId, player.track?.ref ?? null);
    }
    if (!kept && this.#lostAt !== null)
      listener.onNode({ type: 'nodeLost', name: this.name, at: this.#lostAt });
    this.#lostAt = null;
    this.#port = session;
    this.#trouble = null;
    listener.onNode({ type: 'nodeReady', name: this.name, sessionId, kept });
  }

  async #takeOver(session: LavalinkSession): Promise<boolean> {
    if (this.#known === null) return false;
    const old = this.#session(this.#known.sessionId);
    const players = await old.observeAll().catch((thrown: unknown) => {
      const error = classify(thrown);
      if (error.details['sessionGone'] !== true) throw error;
      return null;
    });
    if (players === null) {
      this.#lostAt ??= this.#known.aliveAt;
      return false;
    }
    await adoptPlayers(old, session, players);
    await old.setResuming(false, 1).catch(() => undefined);
    return true;
  }

  #rest(timeoutMs: number): LavalinkRest {
    const onRefused = (): void => void this.#checkRefusal();
    return new LavalinkRest({ node: this.#node, timeoutMs, around: this.#options.around, onRefused });
  }

  /**
   * A call was refused although the socket stands. Where all calls are, the node is of no use until that is over: it is asked again
   * and again. What it plays meanwhile plays on, and its events are passed on.
   */
  async #checkRefusal(): Promise<void> {
    const session = this.#port;
    if (session === null || this.#checking) return;
    const { clock, listener } = this.#options;
    const { signal } = this.#stopping;
    const begunAt = clock.now();
    let lost = false;
    this.#checking = true;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const error = await session.observeAll().then(() => null, classify);
      if (this.#port !== session || error?.code !== 'LAVALINK_REFUSED') break;
      this.#refusesRest = true;
      this.#report(error);
      if (!lost && clock.now() - begunAt >= this.#timing.lostMs) {
        lost = true;
        listener.onNode({ type: 'nodeLost', name: this.name, at: begunAt });
      }
      await clock.sleep(backoffDelay(refusedRetries, attempt), signal).catch(() => undefined);
    }
    this.#checking = false;
    if (this.#port !== session || !this.#refusesRest || signal.aborted) return;
    this.#refusesRest = false;
    this.#trouble = null;
    const { sessionId } = session.placement;
    listener.onNode({ type: 'nodeReady', name: this.name, sessionId, kept: !lost });
  }

  /** Once for a row of the same. */
  #report(error: AnankorError): void {
    const before = this.#trouble;
    this.#trouble = error;
    if (before?.message !== error.message || before.details['cause'] !== error.details['cause'])
      this.#options.listener.onError(error, this.name);
  }

  #session(sessionId: string): LavalinkSession {
    const { guard, clock } = this.#options;
    return new LavalinkSession({ rest: this.rest, sessionId, guard, clock });
  }

  #noteAlive(): void {
    if (this.#port === null || this.#known === null) return;
    const { store, clock, listener } = this.#options;
    this.#known = { ...this.#known, aliveAt: clock.now() };
    store
      .save(this.name, this.#known)
      .catch((thrown: unknown) => listener.onError(classify(thrown), this.name));
  }

  /** A node that is merely out of reach may stream on for a while; one whose process is gone (`refused`) does not. */
  #loseIfOverdue(refused: boolean): void {
    const { clock, listener } = this.#options;
    const at = this.#lostAt;
    if (at !== null && (refused || clock.now() - at >= this.#timing.lostMs))
      listener.onNode({ type: 'nodeLost', name: this.name, at });
  }
}

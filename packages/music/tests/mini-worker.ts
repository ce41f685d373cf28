import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { systemClock } from '@anankor/core';
import {
  applyEvent,
  defaultSettings,
  emptySession,
  NodePool,
  reconcile,
  restoreSession,
  snapshotOf,
  transition,
  wantedPlayer,
} from '../src/index.ts';
import type {
  NodeOptions,
  NodeTiming,
  SessionDraft,
  SessionEvent,
  SessionSnapshot,
  SessionState,
  StoredNodeSession,
} from '../src/index.ts';
import { CHANNEL, TEXT } from './fixtures.ts';

export interface MiniWorkerOptions {
  nodes: NodeOptions[];
  userId: string;
  guildId: string;
  /** What it remembers; a second worker with the same file is the first one's successor. */
  file: string;
  timing?: Partial<NodeTiming>;
  guard?: () => void;
  onEvent?: (event: SessionEvent) => void;
}

interface Memory {
  session: SessionSnapshot | null;
  nodes: Record<string, StoredNodeSession>;
}

/** The least that a worker must do: one guild, a file for Redis, and reconcile after every event and now and then. */
export class MiniWorker {
  readonly pool: NodePool;
  readonly errors: string[] = [];
  /** Kinds of the messages that were skipped. */
  readonly unreadable: string[] = [];
  readonly file: string;
  state: SessionState | null;
  readonly #options: MiniWorkerOptions;
  readonly #memory: Memory;
  #reconciling: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MiniWorkerOptions) {
    this.#options = options;
    this.file = options.file;
    const { file, guildId, nodes, userId, guard, timing } = options;
    this.#memory = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Memory)
      : { session: null, nodes: {} };
    const { session } = this.#memory;
    this.state = session
      ? restoreSession(session)
      : emptySession({ id: 's', guildId, channelId: CHANNEL, textChannelId: TEXT, now: Date.now() });
    this.pool = new NodePool(nodes, {
      userId,
      guard: guard ?? (() => undefined),
      clock: systemClock,
      timing: timing ?? {},
      onUnreadable: ({ kind }) => this.unreadable.push(kind),
      store: {
        load: (name) => Promise.resolve(this.#memory.nodes[name] ?? null),
        save: (name, stored) => {
          this.#memory.nodes[name] = stored;
          this.#write();
          return Promise.resolve();
        },
      },
      listener: {
        onEvent: (_guildId, event) => this.event(event),
        onNode: (event) => this.event(event),
        onError: (error) => this.errors.push(error.code),
        belongs: (id, node) =>
          id === guildId && this.state !== null && (this.state.head.node?.name ?? node) === node,
      },
    });
  }

  async start(): Promise<void> {
    await this.pool.start(new AbortController().signal);
    this.#timer = setInterval(() => this.#poke(), 500);
    this.#poke();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reconciling;
    await this.pool.stop();
  }

  event(event: SessionEvent): void {
    this.#options.onEvent?.(event);
    this.do((draft) => applyEvent(draft, event, Math.random));
  }

  do<Result>(work: (draft: SessionDraft) => Result): Result | null {
    if (this.state === null) return null;
    const next = transition(this.state, Date.now(), work);
    this.state = next.state;
    if (next.changes.length > 0) this.#write();
    this.#poke();
    return next.result;
  }

  #write(): void {
    const { file } = this.#options;
    this.#memory.session = this.state && snapshotOf(this.state);
    writeFileSync(`${file}.new`, JSON.stringify(this.#memory));
    renameSync(`${file}.new`, file);
  }

  #poke(): void {
    this.#again = true;
    this.#reconciling ??= this.#reconcile().finally(() => (this.#reconciling = null));
  }

  async #reconcile(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#pass();
      } catch (error) {
        this.errors.push(String(error));
      }
    }
  }

  async #pass(): Promise<void> {
    const { guildId } = this.#options;
    const name = this.state?.head.node?.name;
    if (this.state && name === undefined) {
      const picked = this.pool.pick();
      if (picked) this.event({ type: 'nodeReady', ...picked, kept: false });
      return;
    }
    const port = this.pool.at(name ?? this.#options.nodes[0]!.name);
    if (port === null) return;
    const observed = await port.observe(guildId);
    const now = Date.now();
    const { calls, events } = reconcile(
      wantedPlayer(this.state, now),
      observed,
      now,
      defaultSettings.voiceTimeoutMs,
    );
    events.forEach((event) => this.event(event));
    for (const call of calls)
      await (call.type === 'destroy' ? port.destroy(guildId) : port.update(guildId, call.patch));
  }
}

import type { APIApplicationCommandOptionChoice, APIMessage } from 'discord-api-types/v10';

export type InteractionKind = 'command' | 'autocomplete' | 'component' | 'modal';

/** What became visible to somebody. Holds ids, never a token. */
export type TranscriptEvent =
  | {
      kind: 'interaction';
      interactionId: string;
      applicationId: string;
      guildId: string;
      channelId: string;
      userId: string;
      type: InteractionKind;
      /** What was typed, or the custom id of what was pressed. */
      text: string;
    }
  | {
      kind: 'response';
      interactionId: string;
      applicationId: string;
      /** Discord's interaction callback type: 4, 5, 6, 7, 8 or 9. */
      type: number;
      ephemeral: boolean;
      /** Milliseconds since the interaction was dispatched. */
      afterMs: number;
      choices?: APIApplicationCommandOptionChoice[];
    }
  | { kind: 'no-response'; interactionId: string; applicationId: string }
  | {
      kind: 'message';
      action: 'create' | 'edit' | 'delete';
      messageId: string;
      channelId: string;
      authorId: string;
      guildId?: string;
      interactionId?: string;
      /** The one user who sees it; absent for everybody. */
      visibleTo?: string;
      /** As it was then; absent for a deletion. */
      message?: APIMessage;
    }
  | { kind: 'typing'; channelId: string; userId: string }
  | {
      kind: 'voice';
      guildId: string;
      userId: string;
      from: string | null;
      to: string | null;
      cause: 'asked' | 'moved' | 'session-ended' | 'left-guild' | 'channel-deleted';
    }
  | {
      kind: 'gateway';
      applicationId: string;
      action: 'identify' | 'resume' | 'disconnect' | 'end' | 'invalid-session' | 'reconnect' | 'refused';
      shard: number;
      sessionId?: string;
      /** WebSocket close code of a disconnect or refusal. */
      code?: number;
      /** Events replayed by a resume. */
      replayed?: number;
    }
  | {
      kind: 'rest';
      applicationId?: string;
      method: string;
      /** Route with ids, without tokens. */
      route: string;
      status: number;
      /** Discord's error code, for a failure. */
      code?: number;
    };

export type TranscriptEntry = TranscriptEvent & { readonly index: number; readonly at: number };

type Entry<K extends TranscriptEvent['kind']> = Extract<TranscriptEntry, { kind: K }>;

/** An append-only record. Indices are stable; only the newest `limit` entries are kept. */
export class Transcript {
  readonly #limit: number;
  readonly #listeners = new Set<(entry: TranscriptEntry) => void>();
  #entries: TranscriptEntry[] = [];
  #next = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly TranscriptEntry[] {
    return this.#entries;
  }

  /** Index the next entry gets: the mark to wait or read from. */
  get position(): number {
    return this.#next;
  }

  append(event: TranscriptEvent): void {
    const entry: TranscriptEntry = { ...event, index: this.#next++, at: Date.now() };
    this.#entries.push(entry);
    if (this.#entries.length > this.#limit * 1.1) this.#entries = this.#entries.slice(-this.#limit);
    for (const listener of [...this.#listeners]) listener(entry);
  }

  /** Entries with an index of at least `position`. */
  since(position: number): TranscriptEntry[] {
    return this.#entries.filter((entry) => entry.index >= position);
  }

  of<K extends TranscriptEvent['kind']>(kind: K): Entry<K>[] {
    return this.#entries.filter((entry): entry is Entry<K> => entry.kind === kind);
  }

  /** Calls `listener` for every later entry until the returned function is called. */
  subscribe(listener: (entry: TranscriptEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first entry at or after `from` that fits, present or to come; rejects after `timeoutMs`. */
  waitFor(
    predicate: (entry: TranscriptEntry) => boolean,
    timeoutMs = 10_000,
    from = 0,
  ): Promise<TranscriptEntry> {
    const present = this.since(from).find(predicate);
    if (present) return Promise.resolve(present);
    return new Promise((resolve, reject) => {
      const done = this.subscribe((entry) => {
        if (!predicate(entry)) return;
        clearTimeout(timer);
        done();
        resolve(entry);
      });
      const timer = setTimeout(() => {
        done();
        reject(new Error(`nothing in the transcript fits within ${timeoutMs} ms`));
      }, timeoutMs);
    });
  }
}

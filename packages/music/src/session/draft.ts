import type { QueueEntry, ReadyEntry } from '@anankor/schemas';
import { applyChange } from './change.ts';
import type { Change } from './change.ts';
import { isHeld, playbackSpeed, positionAt } from './position.ts';
import { defaultSettings, sessionSettings } from './settings.ts';
import type { SessionSettings } from './settings.ts';
import type { SessionHead, SessionState } from './state.ts';

/**
 * A session while an operation works on it. It is altered by `change` and `patch` alone, so what is recorded and what
 * the state becomes can't differ. Lives for one transition.
 */
export class SessionDraft {
  readonly now: number;
  readonly #settings: SessionSettings;
  readonly #base: SessionState;
  #state: SessionState;
  #changes: Change[] = [];
  #ended = false;

  constructor(base: SessionState, now: number, settings: SessionSettings = defaultSettings) {
    this.#base = base;
    this.#state = base;
    this.now = now;
    this.#settings = settings;
  }

  /** The guild's settings, and the operator's. */
  get settings(): SessionSettings {
    return sessionSettings(this.#settings, this.head.settings?.values ?? null);
  }

  get state(): SessionState {
    return this.#state;
  }
  get head(): SessionHead {
    return this.#state.head;
  }
  get queue(): SessionState['queue'] {
    return this.#state.queue;
  }
  /** Whether anything was changed so far. */
  get changed(): boolean {
    return this.#ended || this.#changes.length > 0 || this.head !== this.#base.head;
  }
  get ended(): boolean {
    return this.#ended;
  }
  /** Where the current track is, milliseconds. */
  get positionMs(): number {
    return positionAt(this.head, this.now);
  }

  /** Alters a list. The head is altered by `patch`. */
  change(change: Exclude<Change, { type: 'head' | 'end' }>): void {
    this.#state = applyChange(this.#state, change);
    this.#changes.push(change);
  }

  /** Alters the head. Whether the clock runs follows from it, so the position is carried over to here. */
  patch(part: Partial<SessionHead>): void {
    const before = this.head;
    const differs = (Object.keys(part) as (keyof SessionHead)[]).some(
      (key) => !Object.is(part[key], before[key]),
    );
    if (!differs) return;
    const positionMs = this.positionMs;
    const head = { ...before, ...part };
    const runs = head.started && !isHeld(head) && head.current !== null;
    const speedChanged = playbackSpeed(before.filters) !== playbackSpeed(head.filters);
    if (part.anchor === undefined && (speedChanged || runs !== (before.anchor.at !== null)))
      head.anchor = { positionMs, at: runs ? this.now : null };
    this.#state = { ...this.#state, head };
  }

  /** Puts another track, or none, in the current place. It starts at `positionMs` as soon as the player does. */
  setCurrent(entry: ReadyEntry | null, positionMs = 0): void {
    const { head } = this;
    const idleSince = entry ? null : (head.idleSince ?? this.now);
    this.patch({
      current: entry,
      play: head.play + (entry ? 1 : 0),
      playSince: entry ? this.now : null,
      revision: this.#base.head.revision + 1,
      started: false,
      anchor: { positionMs, at: null },
      seeking: false,
      paused: false,
      votes: [],
      idleSince,
    });
  }

  /** Starts the current track again, as another play of it. */
  replay(positionMs = 0): void {
    const { play } = this.head;
    this.patch({
      play: play + 1,
      playSince: this.now,
      started: false,
      anchor: { positionMs, at: null },
      seeking: false,
      votes: [],
    });
  }

  /** What is next becomes current, if nothing is and it is loaded: what still loads holds back what was typed after it. */
  promote(): void {
    const { head, queue } = this;
    const first: QueueEntry | undefined = queue.first();
    if (head.current !== null || head.parked || first?.state !== 'ready') return;
    this.change({ type: 'queue.shift', ids: [first.id] });
    this.setCurrent(first);
  }

  /** Remembers a played track. */
  remember(entry: ReadyEntry): void {
    this.change({ type: 'history.push', entry, keep: this.settings.historyLimit });
  }

  /** The session is no more, whatever else this transition did. */
  end(): void {
    this.#ended = true;
  }

  /** What became of it. Unchanged: the very state it began with, and no changes (but a new session is always a change). */
  finish(): { state: SessionState | null; changes: readonly Change[] } {
    if (this.#ended) {
      const notices = this.#changes.filter(({ type }) => type === 'notice');
      return { state: null, changes: [...notices, { type: 'end' }] };
    }
    const { head: before } = this.#base;
    const stored = before.version > 0;
    if (stored && this.#changes.length === 0 && this.head === before)
      return { state: this.#base, changes: [] };
    const head = { ...this.head, version: before.version + 1 };
    return { state: { ...this.#state, head }, changes: [...this.#changes, { type: 'head', head }] };
  }
}

import type { LoopMode } from '@anankor/schemas';

interface Item {
  id: string;
  loading: boolean;
  placement: 'end' | 'next' | 'now';
}

/** What a session does, said once more as simply as possible: arrays of ids. */
export class SessionModel {
  current: string | null = null;
  queue: Item[] = [];
  history: string[] = [];
  loop: LoopMode = 'off';
  paused = false;
  failures = 0;
  stopped: { current: string | null; queue: Item[] } | null = null;
  shuffledFrom: string[] | null = null;
  readonly limit: number;
  readonly maxFailures: number;
  readonly historyLimit: number;

  constructor(limits: { queueLimit: number; maxFailures: number; historyLimit: number }) {
    this.limit = limits.queueLimit;
    this.maxFailures = limits.maxFailures;
    this.historyLimit = limits.historyLimit;
  }

  private start(id: string | null): void {
    this.current = id;
    this.paused = false;
  }

  private remember(id: string): void {
    this.history = [...this.history, id].slice(-this.historyLimit);
  }

  private promote(): void {
    if (this.current !== null || this.queue.length === 0 || this.queue[0]!.loading) return;
    this.start(this.queue.shift()!.id);
  }

  private leave(why: 'finished' | 'skipped' | 'failed'): void {
    if (this.current === null) return;
    if (why === 'finished' && this.loop === 'track') return;
    if (why !== 'failed' && this.loop === 'queue')
      this.queue.push({ id: this.current, loading: false, placement: 'end' });
    else this.remember(this.current);
    this.start(null);
    this.promote();
  }

  add(id: string, loading: boolean, placement: Item['placement']): void {
    if (this.queue.length >= this.limit) return;
    const item = { id, loading, placement };
    if (placement === 'end') this.queue.push(item);
    else this.queue.unshift(item);
    if (loading) return;
    if (placement === 'now') this.leave('skipped');
    this.promote();
  }

  resolve(id: string, tracks: number): void {
    const at = this.queue.findIndex((item) => item.id === id && item.loading);
    if (at < 0) return;
    const { placement } = this.queue[at]!;
    const room = Math.max(1, this.limit - this.queue.length + 1);
    const filled = Array.from({ length: Math.min(tracks, room) }, (_, n) => ({
      id: n === 0 ? id : `${id}.${n}`,
      loading: false,
      placement,
    }));
    this.queue.splice(at, 1, ...filled);
    if (placement === 'now' && filled.length > 0) {
      this.queue.splice(at, filled.length);
      this.queue.unshift(...filled);
      this.leave('skipped');
    }
    this.promote();
  }

  skip(count: number): void {
    if (this.current === null) {
      if (!this.queue[0]?.loading) return;
      this.queue.splice(0, count);
      return this.promote();
    }
    const more = this.queue.splice(0, count - 1);
    if (this.loop === 'queue') {
      this.queue.push({ id: this.current, loading: false, placement: 'end' }, ...more);
      this.start(null);
      this.promote();
    } else this.leave('skipped');
  }

  finished(): void {
    this.failures = 0;
    this.leave('finished');
  }

  failed(): void {
    if (this.current === null) return;
    this.failures += 1;
    if (this.failures < this.maxFailures) return this.leave('failed');
    this.remember(this.current);
    this.start(null);
    this.failures = 0;
  }

  stop(): void {
    if (this.current === null && this.queue.length === 0) return;
    this.stopped = { current: this.current, queue: this.queue };
    this.shuffledFrom = null;
    this.queue = [];
    this.start(null);
  }

  shuffle(order: (ids: string[]) => string[]): void {
    if (this.queue.length === 0) return;
    this.stopped = null;
    this.shuffledFrom = this.queue.map(({ id }) => id);
    this.reorder(order(this.shuffledFrom));
    this.promote();
  }

  private reorder(ids: string[]): void {
    this.queue = ids.map((id) => this.queue.find((item) => item.id === id)!);
  }

  undo(): void {
    const { stopped, shuffledFrom } = this;
    if (!stopped && !shuffledFrom) return;
    this.stopped = null;
    this.shuffledFrom = null;
    if (shuffledFrom) {
      const present = this.queue.map(({ id }) => id);
      const back = shuffledFrom.filter((id) => present.includes(id));
      this.reorder([...back, ...present.filter((id) => !back.includes(id))]);
    }
    if (stopped) {
      this.queue = [...stopped.queue.filter((item) => !item.loading), ...this.queue];
      if (stopped.current !== null && this.current === null) this.start(stopped.current);
      else if (stopped.current !== null)
        this.queue.unshift({ id: stopped.current, loading: false, placement: 'end' });
    }
    this.promote();
  }

  back(): void {
    const last = this.queue.at(-1);
    const turned = this.loop === 'queue' && last && !last.loading ? last.id : undefined;
    const id = turned ?? this.history.at(-1);
    if (id === undefined) return;
    if (turned === undefined) this.history.pop();
    else this.queue.pop();
    if (this.current !== null) this.queue.unshift({ id: this.current, loading: false, placement: 'end' });
    this.start(id);
  }

  remove(id: string): void {
    this.queue = this.queue.filter((item) => item.id !== id);
    this.promote();
  }

  pause(): void {
    if (this.current !== null) this.paused = true;
  }

  resume(): void {
    if (this.current === null) this.promote();
    else this.paused = false;
  }
}

import { frameMs } from './format.ts';

/** `sent`: go on in 20 ms. `held`: the line is interrupted, ask again soon without losing the schedule. `idle`: leave. */
export type TickOutcome = 'sent' | 'held' | 'idle';

export interface Pumped {
  tick(): TickOutcome;
}

interface Slot {
  /** When the next frame should go out, in monotonic milliseconds. */
  due: number;
  /** When to look again: `due`, or later while the line is interrupted. */
  wake: number;
}

const gridMs = 5;
/** A player that fell further behind than this starts a new schedule; nothing is dropped, its sound only resumes later. */
const maxCatchUpMs = 500;

/**
 * Calls each player once per 20 ms on an absolute schedule, so that lateness of a timer never adds up: a player that
 * falls behind is called several times in a row. Schedules start on a 5 ms grid, which bounds the number of wake-ups
 * however many players there are.
 */
export class Pump {
  readonly #slots = new Map<Pumped, Slot>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** Idempotent. A new player is due at the next point of the grid. */
  add(player: Pumped): void {
    if (this.#stopped || this.#slots.has(player)) return;
    const due = Math.ceil(performance.now() / gridMs) * gridMs;
    this.#slots.set(player, { due, wake: due });
    this.#schedule();
  }

  remove(player: Pumped): void {
    this.#slots.delete(player);
  }

  stop(): void {
    this.#stopped = true;
    this.#slots.clear();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#slots.size === 0) return;
    let next = Infinity;
    for (const { wake } of this.#slots.values()) next = Math.min(next, wake);
    this.#timer = setTimeout(() => this.#run(), Math.max(0, Math.floor(next - performance.now())));
  }

  #run(): void {
    for (const [player, slot] of this.#slots) this.#catchUp(player, slot);
    this.#schedule();
  }

  #catchUp(player: Pumped, slot: Slot): void {
    const now = performance.now() + 0.5;
    if (now - slot.due > maxCatchUpMs) slot.due = now;
    while (slot.due <= now && slot.wake <= now) {
      const outcome = player.tick();
      if (outcome === 'idle') this.#slots.delete(player);
      if (!this.#slots.has(player)) return;
      if (outcome === 'sent') slot.due += frameMs;
      slot.wake = outcome === 'held' ? now + gridMs : slot.due;
    }
  }
}

import type { Socket } from 'node:net';

/** What was read and is not written yet; null for the end of the stream. */
interface Parcel {
  bytes: Buffer | null;
  /** When it arrives, by the monotonic clock. */
  dueAt: number;
}

/** Bytes from one socket to another, in order, late by `latencyMs`, or not at all while it is held. */
export class Flow {
  latencyMs = 0;
  readonly #parcels: Parcel[] = [];
  #target: Socket | undefined;
  #held = true;
  #timer: NodeJS.Timeout | undefined;

  from(source: Socket): void {
    const add = (bytes: Buffer | null): void => {
      const last = this.#parcels.at(-1)?.dueAt ?? 0;
      this.#parcels.push({ bytes, dueAt: Math.max(last, performance.now() + this.latencyMs) });
      this.#move();
    };
    source.on('data', add);
    source.on('end', () => add(null));
    // A reset on one side reaches the other when what came before it does.
    source.on('close', (hadError) => {
      if (hadError) this.#target?.resetAndDestroy();
    });
  }

  to(target: Socket): void {
    this.#target = target;
  }

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#move();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#parcels.length = 0;
  }

  #move(): void {
    clearTimeout(this.#timer);
    for (let [parcel] = this.#parcels; parcel; [parcel] = this.#parcels) {
      if (this.#held || !this.#target) return;
      const waitMs = parcel.dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#move(), waitMs);
        return;
      }
      this.#parcels.shift();
      if (this.#target.destroyed || this.#target.writableEnded) continue;
      if (parcel.bytes) this.#target.write(parcel.bytes);
      else this.#target.end();
    }
  }
}

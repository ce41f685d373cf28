import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that follow from a seed alone: the same seed makes the same plan on every machine. */
export class Dice {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return uniformInt(this.#generator, min, max);
  }

  chance(share: number): boolean {
    return this.between(1, 10_000) <= share * 10_000;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('there is nothing to pick from');
    return items[this.between(0, items.length - 1)] as T;
  }

  /** One of the items, each as likely as its weight says. */
  weighted<T>(items: readonly (readonly [item: T, weight: number])[]): T {
    const total = items.reduce((sum, [, weight]) => sum + weight, 0);
    let rest = this.between(1, total);
    for (const [item, weight] of items) {
      rest -= weight;
      if (rest <= 0) return item;
    }
    throw new Error('there is nothing to pick from');
  }

  /** Dice of its own, so that what is drawn there shifts nothing here. */
  fork(): Dice {
    return new Dice(this.between(0, 0x7fffffff));
  }
}

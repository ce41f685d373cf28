import type { Placed } from './find-order.ts';
import type { Model } from './model.ts';

/** What should be heard from a change on, and between which times the change took place. */
export interface SoundChange {
  /** null: silence. */
  slug: string | null;
  earliest: number;
  latest: number;
}

export interface Span {
  from: number;
  until: number;
}

export interface SoundOptions {
  endedAt: number;
  /** By when what was changed must be heard: the change's latest time and what the machine and the faults of then allow. */
  heardBy(change: SoundChange): number;
}

function soundOf(model: Model): { slug: string | null; key: string } {
  const { current = null, paused = false } = model ?? {};
  if (current === null || paused) return { slug: null, key: 'silence' };
  return { slug: current.slug, key: `${current.command}` };
}

/** The changes of what should be heard, by the order that was found. */
export function soundChanges(placed: readonly Placed[]): SoundChange[] {
  const changes: SoundChange[] = [];
  let before = 'silence';
  for (const { model, earliest, latest } of placed) {
    const { slug, key } = soundOf(model);
    // A track that is skipped and back at once starts anew, so it is a change as well.
    if (key !== before) changes.push({ slug, earliest, latest });
    before = key;
  }
  return changes;
}

/** When one tone, and no other, must be heard. */
export function requiredSpans(
  changes: readonly SoundChange[],
  options: SoundOptions,
): (Span & { slug: string })[] {
  return changes.flatMap((change, index) => {
    const from = options.heardBy(change);
    const until = changes[index + 1]?.earliest ?? options.endedAt;
    return change.slug !== null && from < until ? [{ slug: change.slug, from, until }] : [];
  });
}

/** When a tone may be heard. */
export function allowedSpans(changes: readonly SoundChange[], slug: string, options: SoundOptions): Span[] {
  const spans = changes.flatMap((change, index) => {
    if (change.slug !== slug) return [];
    const next = changes[index + 1];
    return [{ from: change.earliest, until: next ? options.heardBy(next) : Infinity }];
  });
  return merge(spans);
}

/** Spans in order that touch become one. */
export function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.until) last.until = Math.max(last.until, span.until);
    else merged.push({ ...span });
  }
  return merged;
}

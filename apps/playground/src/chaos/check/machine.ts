import type { Gap, History, Stall } from '../history.ts';
import type { Span } from './expected-sound.ts';

/** Share of the channels that must have a gap at the same moment for it to be everybody's. */
const SHARED = 0.5;

/** Samples are as coarse as that. */
const NEAR_MS = 60;

/**
 * How late the machine was meanwhile, milliseconds, by whoever noticed most of it. Sound passes through two threads, so the two of
 * them that waited longest count together. Never more than there was time to wait.
 */
export function lateness({ harness, machine, sound }: History['stalls'], { from, until }: Span): number {
  const near = (list: readonly Stall[]): Stall[] =>
    list.filter(({ at, ms }) => at < until + NEAR_MS && at + ms > from - NEAR_MS);
  const sum = (list: readonly Stall[]): number => list.reduce((total, { ms }) => total + ms, 0);
  const threads = Object.values(Object.groupBy(near(sound), ({ who = '' }) => who));
  const [first = 0, second = 0] = threads.map((list) => sum(list ?? [])).sort((a, b) => b - a);
  const late = Math.max(sum(near(harness)), sum(near(machine)), first + second);
  return Math.min(until - from + NEAR_MS, late);
}

/** Whether most other channels that played had a gap then as well. */
export function isShared({ audio }: History, channel: number, span: Span): boolean {
  const others = audio.filter(
    (other) => other.channel !== channel && plays(other.firstFrameAt, other.lastFrameAt, span),
  );
  const gapped = others.filter(({ gaps }) => gaps.some((gap) => overlaps(gap, span)));
  return others.length > 0 && gapped.length >= others.length * SHARED;
}

/** The largest interval between two frames of one tone before anything was broken: what the loaded machine does by itself. */
export function baselineOf({ audio, faultsFrom }: History, most: number): number {
  const largest = audio.flatMap(({ gaps, heard }) =>
    gaps
      .filter(
        (gap) =>
          gap.at + gap.ms < faultsFrom &&
          heard.some(({ from, until }) => from < gap.at && gap.at + gap.ms < until),
      )
      .map(({ ms }) => ms),
  );
  return Math.min(most, Math.max(20, ...largest) - 20);
}

function plays(first: number | null, last: number | null, { from, until }: Span): boolean {
  return first !== null && last !== null && first < from && last > until;
}

function overlaps({ at, ms }: Gap, { from, until }: Span): boolean {
  return at < until && at + ms > from;
}

import type { ToneSample, ToneSegment } from './audio-report.ts';

/** Windows of one tone differ by less; a semitone is 6 %. */
const SAME_TONE = 0.02;
const SAME_TONE_HZ = 4;
/** Windows farther apart belong to two segments. */
const BREAK_MS = 1000;
/** Shorter runs are the mixture at a change of tracks, or noise. */
const LEAST_WINDOWS = 2;

/** @param heardAt how much audio had arrived by a time, ms. */
export function findSegments(samples: readonly ToneSample[], heardAt: (at: number) => number): ToneSegment[] {
  const runs: ToneSample[][] = [];
  for (const sample of samples) {
    if (sample.hz === null) continue;
    const run = runs.at(-1);
    if (run && belongs(sample, run)) run.push(sample);
    else runs.push([sample]);
  }
  const merged: ToneSample[][] = [];
  for (const run of runs.filter((candidate) => candidate.length >= LEAST_WINDOWS)) {
    const before = merged.at(-1);
    if (before && run[0] && belongs(run[0], before)) before.push(...run);
    else merged.push([...run]);
  }
  return merged.map((run) => {
    const startAt = run[0]?.at ?? 0;
    const endAt = run.at(-1)?.until ?? 0;
    return {
      hz: mean(run.map((sample) => sample.hz ?? 0)),
      db: mean(run.map((sample) => sample.db)),
      startAt,
      endAt,
      heardMs: heardAt(endAt) - heardAt(startAt) + 20,
    };
  });
}

function belongs(sample: ToneSample, run: readonly ToneSample[]): boolean {
  const last = run.at(-1);
  if (!last || sample.at - last.until > BREAK_MS) return false;
  const reference = run[0]?.hz ?? 0;
  return Math.abs((sample.hz ?? 0) - reference) <= Math.max(SAME_TONE_HZ, SAME_TONE * reference);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

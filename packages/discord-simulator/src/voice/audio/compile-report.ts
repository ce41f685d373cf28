import type { AudioGap, AudioReport, AudioSelector, AudioSource, ToneSample } from './audio-report.ts';
import { frameKinds } from './heard-stream.ts';
import type { HeardStream } from './heard-stream.ts';
import { SequenceCheck } from './sequence-check.ts';
import { findSegments } from './tone-segments.ts';

const FRAME_MS = 20;
const GAP_MS = 40;

interface Row {
  readonly stream: HeardStream;
  readonly at: number;
  readonly kind: number;
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
}

/** The report over everything the streams hold within the selector's times. Pure. */
export function compileReport(streams: readonly HeardStream[], selector: AudioSelector): AudioReport {
  const checks = new Map<number, SequenceCheck>();
  const sources = new Map<number, AudioSource>();
  const strays = new Map<number, AudioSource>();
  const counts = { silenceFrames: 0, reorderedFrames: 0, duplicateFrames: 0, badFrames: 0, droppedFrames: 0 };
  const jumps: { at: number; samples: number }[] = [];
  const timeline = new Timeline();

  for (const row of rowsOf(streams, selector)) {
    if (row.kind === frameKinds.hush) timeline.hush();
    if (row.kind === frameKinds.bad) counts.badFrames += 1;
    if (row.kind === frameKinds.stray) strays.set(row.ssrc, extend(strays.get(row.ssrc), row));
    if (!isNumbered(row.kind)) continue;

    const check = checks.get(row.ssrc) ?? new SequenceCheck();
    checks.set(row.ssrc, check);
    const { arrival, jump } = check.accept(row.sequence, row.timestamp);
    if (arrival === 'duplicate') counts.duplicateFrames += 1;
    if (arrival === 'reordered') counts.reorderedFrames += 1;
    if (jump !== 0) jumps.push({ at: row.at, samples: jump });
    if (row.kind === frameKinds.dropped) counts.droppedFrames += 1;
    if (arrival === 'duplicate' || row.kind === frameKinds.dropped) continue;
    if (row.kind === frameKinds.silence) {
      counts.silenceFrames += 1;
      timeline.hush();
      continue;
    }
    timeline.frame(row.at, row.ssrc);
    sources.set(row.ssrc, extend(sources.get(row.ssrc), row));
  }

  const samples = samplesOf(streams, selector, timeline);
  return {
    frames: timeline.arrivals.length,
    ...counts,
    strayFrames: [...strays.values()].reduce((sum, { frames }) => sum + frames, 0),
    strays: [...strays.values()],
    lostFrames: [...checks.values()].reduce((sum, check) => sum + check.lost, 0),
    firstFrameAt: timeline.arrivals[0] ?? null,
    lastFrameAt: timeline.arrivals.at(-1) ?? null,
    heardMs: timeline.arrivals.length * FRAME_MS,
    medianIntervalMs: median(timeline.intervals),
    largestGapMs: timeline.largest,
    largestInterruptionMs: timeline.largestUnannounced,
    gaps: timeline.gaps,
    interruptions: timeline.gaps.filter((gap) => !gap.announced),
    timestampJumps: jumps,
    sources: [...sources.values()],
    samples,
    segments: findSegments(samples, (at) => timeline.heardBefore(at)),
    ...(selector.intervals ? { intervalsMs: timeline.intervals } : {}),
  };
}

/** Whether it counts for what got lost and came twice: dropped frames did arrive. */
function isNumbered(kind: number): boolean {
  return kind === frameKinds.audio || kind === frameKinds.silence || kind === frameKinds.dropped;
}

/** Audio frames in the order of arrival, and what lies between them. */
class Timeline {
  readonly arrivals: number[] = [];
  readonly intervals: number[] = [];
  readonly gaps: AudioGap[] = [];
  largest = 0;
  largestUnannounced = 0;
  #announced = false;
  #ssrc = 0;

  hush(): void {
    this.#announced = true;
  }

  frame(at: number, ssrc: number): void {
    const last = this.arrivals.at(-1);
    if (last !== undefined) {
      const gap = { at: last, ms: at - last, announced: this.#announced, acrossSources: ssrc !== this.#ssrc };
      this.intervals.push(gap.ms);
      this.largest = Math.max(this.largest, gap.ms);
      if (!gap.announced) this.largestUnannounced = Math.max(this.largestUnannounced, gap.ms);
      if (gap.ms > GAP_MS) this.gaps.push(gap);
    }
    this.arrivals.push(at);
    this.#announced = false;
    this.#ssrc = ssrc;
  }

  /** Audio that had arrived before `at`, ms. */
  heardBefore(at: number): number {
    let [low, high] = [0, this.arrivals.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.arrivals[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low * FRAME_MS;
  }
}

function rowsOf(streams: readonly HeardStream[], selector: AudioSelector): Row[] {
  const rows: Row[] = [];
  for (const stream of streams) {
    for (const [at = 0, kind = 0, ssrc = 0, sequence = 0, timestamp = 0] of stream.frames) {
      if (within(at, selector)) rows.push({ stream, at, kind, ssrc, sequence, timestamp });
    }
  }
  return rows.sort((a, b) => a.at - b.at);
}

function samplesOf(
  streams: readonly HeardStream[],
  selector: AudioSelector,
  timeline: Timeline,
): ToneSample[] {
  const samples: ToneSample[] = [];
  for (const stream of streams) {
    for (const [at = 0, until = 0, hz = 0, db = 0] of stream.tones) {
      if (!within(at, selector) || !within(until, selector)) continue;
      samples.push({
        at,
        until,
        heardMs: timeline.heardBefore(at),
        hz: Number.isNaN(hz) ? null : hz,
        db,
      });
    }
  }
  return samples.sort((a, b) => a.at - b.at);
}

function within(at: number, { since = Number.NEGATIVE_INFINITY, until = Infinity }: AudioSelector): boolean {
  return at >= since && at < until;
}

function extend(source: AudioSource | undefined, { stream, at, ssrc }: Row): AudioSource {
  return {
    ssrc,
    userId: stream.userId,
    channelId: stream.channelId,
    frames: (source?.frames ?? 0) + 1,
    firstFrameAt: source?.firstFrameAt ?? at,
    lastFrameAt: at,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

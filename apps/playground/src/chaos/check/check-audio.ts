import type { ChannelAudio, FaultRecord, Gap, History } from '../history.ts';
import { isAudible, limitOf } from '../settings.ts';
import type { GapLimits } from '../settings.ts';
import type { Violation } from './check-session.ts';
import { allowedSpans, requiredSpans, soundChanges } from './expected-sound.ts';
import type { SoundOptions, Span } from './expected-sound.ts';
import type { Placed } from './find-order.ts';
import { isShared, lateness } from './machine.ts';

/** A gap in what must be heard, with what excuses some of it. */
export interface JudgedGap extends Gap {
  channel: number;
  /** The longest it may be: the limit of what happened, the machine's jitter and its stalls at that moment. */
  allowedMs: number;
  /** Faults whose effect it may be. */
  during: readonly string[];
  /** Load of the machine, and by how much the harness was late. */
  load: number;
  lateMs: number;
}

/** From the answer to the sound: the reply waits for Lavalink for 1.5 s at most, and the machine is slow. */
const HEARD_MS = 3_000;
/** How long after it is healed a fault may still be the cause. */
const AFTERMATH_MS = 10_000;
/** Edges of tones are exact to a window of 100 ms. */
const EDGE_MS = 250;
/** Longer than that nobody waits for a processor at a stretch. */
const MOST_LATE_MS = 500;
/** A gap that long is no gap any more. */
const SILENCE_MS = 10_000;
const SHORTEST_TONE_MS = 500;
/** How long who plays on a connection that was replaced may take to read that it was closed. */
const STRAY_MS = 2_000;

/** Whether a fault, or what follows from it, falls into a span. */
function touches({ at, healedAt, skipped }: FaultRecord, { from, until }: Span): boolean {
  return skipped === undefined && at - 100 < until && healedAt + AFTERMATH_MS > from;
}

/** Judges what was heard in a channel by what should have been. */
export function checkAudio(
  history: History,
  audio: ChannelAudio,
  placed: readonly Placed[],
  limits: GapLimits,
  baselineMs: number,
): { violations: Violation[]; gaps: JudgedGap[] } {
  const changes = soundChanges(placed);
  const { faults, endedAt } = history;
  const options: SoundOptions = {
    endedAt,
    heardBy: ({ earliest, latest }) => {
      const plain = Math.min(latest, endedAt) + HEARD_MS;
      const lasting = faults.filter((fault) => touches(fault, { from: earliest, until: plain }));
      return Math.max(plain, ...lasting.map(({ healedAt }) => healedAt + AFTERMATH_MS));
    },
  };
  const { channel } = audio;
  const required = requiredSpans(changes, options);
  const gaps = silences(audio, endedAt).flatMap((gap) =>
    required.flatMap((span) => {
      const at = Math.max(gap.at, span.from);
      const ms = Math.min(gap.at + gap.ms, span.until) - at;
      return ms > limits.unnoticed ? [judge(history, { at, ms }, channel, limits, baselineMs)] : [];
    }),
  );
  const tooLong = gaps.filter(({ ms, allowedMs }) => ms > allowedMs);
  const violations = [
    ...tooLong.map(gapViolation),
    ...wrongSounds(audio, changes, options),
    ...secondSources(audio),
  ];
  return { violations, gaps };
}

/** The gaps, and what lies before the first frame and behind the last. */
function silences(audio: ChannelAudio, endedAt: number): Gap[] {
  const { firstFrameAt, lastFrameAt, gaps } = audio;
  if (firstFrameAt === null || lastFrameAt === null) return [{ at: 0, ms: endedAt }];
  return [{ at: 0, ms: firstFrameAt }, ...gaps, { at: lastFrameAt, ms: Math.max(0, endedAt - lastFrameAt) }];
}

function judge(
  history: History,
  gap: Gap,
  channel: number,
  limits: GapLimits,
  baselineMs: number,
): JudgedGap {
  const span = { from: gap.at, until: gap.at + gap.ms };
  const during = history.faults.filter((fault) => touches(fault, span));
  const limit = Math.max(limits.unnoticed, ...during.map(({ kind }) => limitOf(kind, limits)));
  const late = lateness(history.stalls, span);
  const everybody = !during.some(({ kind }) => isAudible(kind)) && isShared(history, channel, span);
  return {
    ...gap,
    channel,
    allowedMs: limit * slowness(gap, late) + baselineMs + Math.min(late, MOST_LATE_MS) * (everybody ? 2 : 1),
    during: during.map(({ kind, target }) => `${kind} (${target})`),
    load: history.load.findLast(({ at }) => at <= gap.at)?.one ?? 0,
    lateMs: late,
  };
}

/** How much longer a recovery takes where those who carry it wait for a processor half of the time: twice as long. */
function slowness({ ms }: Gap, lateMs: number): number {
  return 1 + Math.min(1, lateMs / ms);
}

function gapViolation({ channel, at, ms, allowedMs, during, load, lateMs }: JudgedGap): Violation {
  const cause = during.length > 0 ? during.join(', ') : 'no fault';
  const machine = `load ${load.toFixed(1)}, harness late by ${Math.round(lateMs)} ms`;
  const text = `nothing was heard for ${Math.round(ms)} ms, at most ${Math.round(allowedMs)} allowed; ${cause}; ${machine}`;
  return { kind: ms > SILENCE_MS ? 'silence' : 'gap', channel, at, text };
}

/** Tones that should not have been heard then: a track skipped twice, a pause that paused nothing. */
function wrongSounds(
  audio: ChannelAudio,
  changes: ReturnType<typeof soundChanges>,
  options: SoundOptions,
): Violation[] {
  return audio.heard.flatMap(({ slug, hz, from, until }) => {
    if (until - from < SHORTEST_TONE_MS) return [];
    const allowed = slug === null ? [] : allowedSpans(changes, slug, options);
    const inside = allowed.some((span) => span.from <= from + EDGE_MS && until - EDGE_MS <= span.until);
    if (inside) return [];
    const what = slug ?? `${Math.round(hz)} Hz`;
    const text = `${what} was heard for ${Math.round(until - from)} ms and should not have been all the time`;
    return [{ kind: 'wrong-sound' as const, channel: audio.channel, at: from, text }];
  });
}

/** Players that went on beside the one that took their bot's place. */
function secondSources({ channel, strays }: ChannelAudio): Violation[] {
  return strays
    .filter(({ from, until }) => until - from > STRAY_MS)
    .map(({ from, until, frames }) => {
      const text = `a second player sent ${frames} frames for ${Math.round(until - from)} ms on a connection that was replaced`;
      return { kind: 'second-source' as const, channel, at: from, text };
    });
}

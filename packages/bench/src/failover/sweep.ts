import type { AudioReport } from '@anankor/discord-simulator';

/** `library:sweep` begins at 200 Hz, rises by an octave every 2.5 s and begins again every 10 s. */
const PERIOD_MS = 10_000;
const positionOf = (hz: number): number => 2_500 * Math.log2(hz / 200);

/**
 * How far the music jumped at a moment, milliseconds: forward is positive, what was left out; backward is heard twice. Silence does not
 * count as a jump where the music goes on from the place that was heard last.
 */
export function jumpAt({ samples }: AudioReport, at: number): number {
  const heard = samples.flatMap(({ at: from, until, hz, heardMs }) =>
    hz === null ? [] : [{ from, until, ahead: wrap(positionOf(hz) - heardMs) }],
  );
  const before = heard.filter(({ until }) => until <= at).slice(-5);
  const after = heard.filter(({ from }) => from >= at).slice(1, 6);
  return wrap(median(after) - median(before));
}

/** Between plus and minus half a period. */
function wrap(ms: number): number {
  return ms - PERIOD_MS * Math.round(ms / PERIOD_MS);
}

function median(list: readonly { ahead: number }[]): number {
  const sorted = list.map(({ ahead }) => ahead).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

import { sampleRate } from '../engine/format.ts';
import type { Filter } from './filter.ts';
import type { FilterSettings } from './filter-settings.ts';

type Settings<Name extends keyof FilterSettings> = NonNullable<FilterSettings[Name]>;
type StereoStep = (left: number, right: number) => readonly [number, number];

/** A filter that looks at one pair of samples at a time. */
function stereo(step: StereoStep): Filter {
  return {
    process: (samples) => {
      for (let i = 0; i < samples.length; i += 2) {
        const [left, right] = step(samples[i] ?? 0, samples[i + 1] ?? 0);
        samples[i] = left;
        samples[i + 1] = right;
      }
    },
  };
}

/** A sine of `frequency` Hz that advances by one sample a call. */
function oscillator(frequency: number): () => number {
  const step = (2 * Math.PI * frequency) / sampleRate;
  let phase = 0;
  return () => {
    phase = (phase + step) % (2 * Math.PI);
    return Math.sin(phase);
  };
}

export function gain(factor: number): Filter {
  return stereo((left, right) => [left * factor, right * factor]);
}

export function tremolo({ frequency, depth }: Settings<'tremolo'>): Filter {
  const wave = oscillator(frequency);
  return stereo((left, right) => {
    const level = 1 - depth / 2 + (depth / 2) * wave();
    return [left * level, right * level];
  });
}

/** Reads behind a moving delay of at most 2 × 2 ms, which bends the pitch up and down. */
export function vibrato({ frequency, depth }: Settings<'vibrato'>): Filter {
  const maxDelay = 0.002 * sampleRate;
  const size = Math.ceil(2 * maxDelay) + 3;
  const lines = [new Float64Array(size), new Float64Array(size)] as const;
  const wave = oscillator(frequency);
  let head = 0;
  const read = (line: Float64Array, delay: number): number => {
    const at = (head - delay + size) % size;
    const index = Math.floor(at);
    const share = at - index;
    return (line[index] ?? 0) * (1 - share) + (line[(index + 1) % size] ?? 0) * share;
  };
  return stereo((left, right) => {
    head = (head + 1) % size;
    lines[0][head] = left;
    lines[1][head] = right;
    const delay = 1 + maxDelay * (1 + depth * wave());
    return [read(lines[0], delay), read(lines[1], delay)];
  });
}

export function rotation({ rotationHz }: Settings<'rotation'>): Filter {
  const wave = oscillator(rotationHz);
  return stereo((left, right) => {
    const side = wave();
    return [(left * (1 + side)) / 2, (right * (1 - side)) / 2];
  });
}

export function distortion(settings: Settings<'distortion'>): Filter {
  const { sinOffset, sinScale, cosOffset, cosScale, tanOffset, tanScale, offset, scale } = settings;
  const bend = (x: number): number => {
    const bent =
      Math.sin(x * sinScale + sinOffset) +
      Math.cos(x * cosScale + cosOffset) -
      1 +
      Math.tan(x * tanScale + tanOffset);
    return Math.max(-1, Math.min(1, offset + (scale * bent) / 2));
  };
  return stereo((left, right) => [bend(left), bend(right)]);
}

export function channelMix(settings: Settings<'channelMix'>): Filter {
  const { leftToLeft, leftToRight, rightToLeft, rightToRight } = settings;
  return stereo((left, right) => [
    left * leftToLeft + right * rightToLeft,
    left * leftToRight + right * rightToRight,
  ]);
}

/** Each sample moves by a share of the way to the input; the larger `smoothing`, the duller the sound. */
export function lowPass({ smoothing }: Settings<'lowPass'>): Filter {
  const before = [0, 0] as [number, number];
  return stereo((left, right) => {
    before[0] += (left - before[0]) / smoothing;
    before[1] += (right - before[1]) / smoothing;
    return before;
  });
}

/** Takes out what both sides share, and gives a band-passed middle back, so that the bass stays. */
export function karaoke({ level, monoLevel, filterBand, filterWidth }: Settings<'karaoke'>): Filter {
  const c = Math.exp((-2 * Math.PI * filterWidth) / sampleRate);
  const b = ((-4 * c) / (1 + c)) * Math.cos((2 * Math.PI * filterBand) / sampleRate);
  const a = Math.sqrt(1 - (b * b) / (4 * c)) * (1 - c);
  let y1 = 0;
  let y2 = 0;
  return stereo((left, right) => {
    const y = a * ((left + right) / 2) - b * y1 - c * y2;
    y2 = y1;
    y1 = y;
    const middle = y * monoLevel * level;
    return [left - right * level + middle, right - left * level + middle];
  });
}

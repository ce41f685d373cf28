import { describe, expect, it } from 'vitest';
import { ToneEstimator } from '../../src/voice/audio/tone-estimator.ts';

const RATE = 8_000;
const LENGTH = 800;

function sines(...tones: readonly [hz: number, peak: number, phase?: number][]): Float64Array {
  return Float64Array.from({ length: LENGTH }, (_, i) =>
    tones.reduce(
      (sum, [hz, peak, phase = 0]) => sum + peak * Math.sin((2 * Math.PI * hz * i) / RATE + phase),
      0,
    ),
  );
}

describe('ToneEstimator', () => {
  const estimator = new ToneEstimator(RATE, LENGTH);

  it('is within half a per cent from 100 to 2600 Hz, in any phase', () => {
    for (let hz = 100; hz <= 2600; hz *= 1.037) {
      for (const phase of [0, 0.7, 1.9, 2.8]) {
        const heard = estimator.estimate(sines([hz, 0.5, phase])).hz;
        expect(Math.abs(heard - hz) / hz).toBeLessThan(0.005);
      }
    }
  });

  it('finds the stronger of two tones', () => {
    expect(estimator.estimate(sines([440, 0.5], [550, 0.3])).hz).toBeCloseTo(440, -1);
    expect(estimator.estimate(sines([440, 0.3], [550, 0.5])).hz).toBeCloseTo(550, -1);
  });

  it('stands noise as strong as the tone', () => {
    let seed = 1;
    const noise = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5;
    const samples = sines([700, 0.5]).map((sample) => sample + noise());
    expect(estimator.estimate(samples).hz).toBeCloseTo(700, -1);
  });

  it('gives the level in dB below full scale', () => {
    expect(estimator.estimate(sines([1000, 1])).db).toBeCloseTo(-3, 1);
    expect(estimator.estimate(sines([1000, 0.1])).db).toBeCloseTo(-23, 1);
  });

  it('hears nothing in silence', () => {
    expect(estimator.estimate(new Float64Array(LENGTH))).toEqual({ hz: Number.NaN, db: -120 });
  });
});

import { describe, expect, it } from 'vitest';
import { synthesizeTone } from '../library/tone.ts';
import { readFilterSettings } from '../filters/filter-settings.ts';
import type { Audio } from './audio.ts';
import { sampleRate } from './format.ts';
import { OpusDecoder } from './opus-codec.ts';
import { Pipeline } from './pipeline.ts';

const frequency = 880;
const tone = synthesizeTone(frequency);
const audio: Audio = {
  frame: (index) => tone[index % tone.length] ?? 'end',
  close: () => undefined,
};

interface Heard {
  hz: number;
  left: number;
  right: number;
  /** Milliseconds of the track used for one second of sound. */
  used: number;
}

/** One second of sound after half a second in which filters settle. */
function hear(filters: object, volume = 100): Heard {
  const pipeline = new Pipeline(audio, 10_000);
  pipeline.configure(volume, readFilterSettings(filters));
  const decoder = new OpusDecoder();
  const samples: number[] = [];
  let start = 0;
  for (let i = 0; i < 75; i++) {
    if (i === 25) start = pipeline.position;
    const frame = pipeline.next();
    if (!(frame instanceof Uint8Array)) throw new Error('no frame');
    const decoded = decoder.decode(frame);
    if (i >= 25) samples.push(...decoded);
  }
  let crossings = 0;
  const power = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    const [before = 0, value = 0] = [samples[i - 2], samples[i]];
    if (i % 2 === 0 && before < 0 && value >= 0) crossings += 1;
    power[i % 2] = (power[i % 2] ?? 0) + value ** 2;
  }
  const [left = 0, right = 0] = power.map((sum) => Math.sqrt(sum / sampleRate));
  return { hz: crossings, left, right, used: pipeline.position - start };
}

const plain = hear({});

describe('the pipeline', () => {
  it('passes frames through when there is nothing to change', () => {
    const pipeline = new Pipeline(audio, 40);
    pipeline.configure(100, readFilterSettings({ equalizer: [], timescale: {}, volume: 1 }));
    expect(pipeline.next()).toBe(tone[2]);
    expect(pipeline.position).toBe(60);
    expect(plain.hz).toBeCloseTo(frequency, -1);
  });

  it('hands on what the source has not got', () => {
    const silent = new Pipeline(
      { frame: (index) => (index === 0 ? 'pending' : 'end'), close: () => undefined },
      0,
    );
    expect(silent.next()).toBe('pending');
    silent.configure(50, { timescale: { speed: 2, pitch: 1, rate: 1 } });
    expect(silent.next()).toBe('pending');
    silent.seek(20);
    expect(silent.next()).toBe('end');
  });

  it('scales by the volume of the player on its curve, and by the filter on a line', () => {
    expect(hear({}, 50).left / plain.left).toBeCloseTo(0.417, 1);
    expect(hear({}, 150).left / plain.left).toBeCloseTo(2.46, 0);
    expect(hear({}, 200).left / plain.left).toBeGreaterThan(2.5);
    expect(hear({ volume: 0.5 }).left / plain.left).toBeCloseTo(0.5, 1);
    expect(hear({}, 0).left).toBeLessThan(0.001);
  });

  it('changes tempo and pitch apart and together', () => {
    const speed = hear({ timescale: { speed: 1.5 } });
    expect(speed.used).toBeGreaterThan(1300);
    expect(speed.used).toBeLessThan(1700);
    expect(Math.abs(speed.hz / frequency - 1)).toBeLessThan(0.03);
    const pitch = hear({ timescale: { pitch: 1.25 } });
    expect(Math.abs(pitch.hz / frequency - 1.25)).toBeLessThan(0.03);
    expect(Math.abs(pitch.used - 1000)).toBeLessThan(200);
    const rate = hear({ timescale: { rate: 0.5 } });
    expect(Math.abs(rate.hz / frequency - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(rate.used - 500)).toBeLessThan(100);
  });

  it('raises and mutes bands of the equalizer', () => {
    const near = { band: 8, gain: 0.25 };
    expect(hear({ equalizer: [near] }).left / plain.left).toBeGreaterThan(1.4);
    expect(hear({ equalizer: [{ ...near, gain: -0.25 }] }).left / plain.left).toBeLessThan(0.6);
    expect(hear({ equalizer: [{ band: 0, gain: 0.5 }] }).left / plain.left).toBeCloseTo(1, 1);
  });

  it('mixes channels, rotates, dulls and trembles', () => {
    const mixed = hear({ channelMix: { leftToLeft: 0, rightToLeft: 0 } });
    expect(mixed.left).toBeLessThan(0.01);
    expect(mixed.right / plain.right).toBeCloseTo(1, 1);
    expect(hear({ lowPass: { smoothing: 30 } }).left / plain.left).toBeLessThan(0.5);
    expect(hear({ tremolo: { frequency: 4, depth: 1 } }).left / plain.left).toBeCloseTo(0.61, 1);
    expect(hear({ rotation: { rotationHz: 2 } }).left / plain.left).toBeCloseTo(0.61, 1);
    expect(Math.abs(hear({ vibrato: { frequency: 5, depth: 0.5 } }).hz / frequency - 1)).toBeLessThan(0.05);
  });

  it('takes the middle out for karaoke and bends for distortion', () => {
    expect(hear({ karaoke: { filterBand: 220 } }).left / plain.left).toBeLessThan(0.3);
    expect(hear({ distortion: { scale: 0.5 } }).left / plain.left).toBeGreaterThan(0.3);
  });
});

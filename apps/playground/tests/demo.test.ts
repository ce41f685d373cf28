import { Platform } from '@anankor/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo } from '../src/demo.ts';
import { hear, hearNothing } from '../src/scenario/listen.ts';
import { perform } from '../src/scenario/perform.ts';
import { setStage } from '../src/scenario/stage.ts';
import type { Stage } from '../src/scenario/stage.ts';

describe('the demo', () => {
  it('plays its scenario and prints what happened', async () => {
    const lines: string[] = [];
    await demo({ once: true, print: (line) => void lines.push(line), asked: Promise.resolve() });
    const printed = lines.join('\n');
    expect(printed).toMatch(/Concert Pitch, 4[34]\d\.\d Hz/);
    expect(printed).toContain('Anankor 2');
    expect(printed).toMatch(/All \d+ steps were as they should be/);
  }, 180_000);
});

describe('a step that is not as it should be', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = setStage(await Platform.start({ workerBots: 1, dynamodb: 'dynalite' }));
  }, 90_000);
  afterAll(() => stage.platform.stop());

  it('fails by its answer, and says what was read instead', async () => {
    const { alice } = stage;
    await expect(perform(stage, { who: alice, does: '/skip', answers: /Skipped/ })).rejects.toThrow(
      /alice did \/skip and should read .* but reads: .+/,
    );
  });

  it('fails by its sound, and says what is heard instead', async () => {
    const { alice, lounge, platform } = stage;
    const hears = { channel: lounge, track: 'slow-river' };
    await perform(stage, { who: alice, does: '/play query:slow river', answers: /Slow River/, hears });
    const since = Date.now();
    await expect(hear(platform.discord, lounge, 'first-snow', { since, timeoutMs: 1_500 })).rejects.toThrow(
      /#Lounge should hear first-snow, but hears 7[34]\d Hz/,
    );
    await expect(hearNothing(platform.discord, lounge, 300)).rejects.toThrow(/should hear nothing/);
  });
});

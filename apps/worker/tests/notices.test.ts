import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InProcess } from './support/in-process.ts';
import { said } from './support/read-message.ts';

let here: InProcess;
beforeAll(async () => {
  here = await InProcess.start({ masters: 1 });
}, 60_000);
afterAll(() => here.stop());

/** Messages in the text channel that are no answer to anybody. */
const announced = (): string[] =>
  here.text.messages.filter((message) => !message.interaction_metadata).map(said);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 100));
}

describe('a member', () => {
  it('reads which track failed, and no answer goes on saying that it plays', async () => {
    const handle = here.type('/play query:library:broken');
    await handle.reply();

    await until(() => announced().some((text) => /Broken.*couldn’t be played/.test(text)));
    await until(() => !handle.messages.some((message) => said(message).includes('Now playing')));

    expect(handle.messages.map(said).join()).toMatch(/Broken.*couldn’t be played/);
  }, 20_000);
});

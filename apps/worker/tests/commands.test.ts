import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InProcess } from './support/in-process.ts';
import { said } from './support/read-message.ts';

let here: InProcess;
beforeAll(async () => {
  here = await InProcess.start();
}, 90_000);
afterAll(() => here.stop());

describe('a worker, from the command to the sound', () => {
  it('plays, pauses, goes on, skips and stops, and each answer says so', async () => {
    expect(await here.read('/play query:concert pitch')).toContain('Concert Pitch');
    await here.hears(440);
    expect(await here.read('/play query:long way home')).toContain('Long Way Home');
    expect(await here.read('/pause')).toContain('Concert Pitch');
    await here.hears(0);
    expect(await here.read('/pause')).toMatch(/already/i);
    expect(await here.read('/resume')).toContain('Concert Pitch');
    await here.hears(440);
    expect(await here.read('/skip')).toContain('Long Way Home');
    await here.hears(523);
    expect(await here.read('/volume level:30')).toContain('30');
    expect(await here.read('/loop mode:queue')).toBeTruthy();
    const stopped = here.type('/stop');
    await stopped.reply();
    await here.hears(0);
    await here.alice.press(stopped, 'Undo').settled();
    await here.hears(523);
  });

  it('keeps the order of typing, however the loads come in', async () => {
    await Promise.all(
      ['glass garden', 'slow river', 'high plains', 'first snow'].map((words) =>
        here.type(`/play query:${words}`).reply(),
      ),
    );
    const queue = await here.read('/queue show');
    const places = ['Glass Garden', 'Slow River', 'High Plains', 'First Snow'].map((title) =>
      queue.indexOf(title),
    );
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places.every((place) => place >= 0)).toBe(true);
  });

  it('answers what cannot be', async () => {
    expect(await here.read('/play query:nothing has this name')).toMatch(/Nothing was found/);
    expect(await here.read('/play query:http://169.254.169.254/latest/meta-data')).toMatch(/not allowed/);
    expect(await here.read('/play query:library:unavailable')).toMatch(/could not|load/i);
    expect(await here.read('/queue show page:99')).toBeTruthy();
    const other = here.guild.createVoiceChannel({ name: 'Other' });
    const bob = here.guild.createMember({ name: 'bob' });
    bob.joinVoice(other);
    expect(await here.read('/skip', bob)).toContain(here.voice.id);
  });

  it('follows a moderator who moves the bot, and goes on from there', async () => {
    const other = here.guild.createVoiceChannel({ name: 'Elsewhere' });
    const [bot] = here.platform.workerBots;
    here.guild.owner.move(bot!, other);
    here.alice.joinVoice(other);
    await here.hears(523, other);
    await expect.poll(() => here.read('/nowplaying')).toContain('Long Way Home');
    here.guild.owner.move(bot!, here.voice);
    here.alice.joinVoice(here.voice);
    await here.hears(523);
  });

  it('redraws the panel of a button that came too late', async () => {
    await here.hears(523);
    const panel = here.type('/nowplaying');
    await panel.reply();
    await here.read('/skip');
    const pressed = here.alice.press(panel, 'Skip');
    await pressed.settled();
    await expect.poll(() => pressed.messages.map(said).join(' ')).toMatch(/panel|changed|earlier|moved on/i);
  });

  it('hands over what it plays to the process that comes after it', async () => {
    await here.hears(622);
    await here.stopWorker();
    await here.hears(622);
    const waiting = here.type('/skip');
    await here.startWorker();
    expect(said(await waiting.reply())).toContain('Slow River');
    await here.hears(740);
  });

  it('leaves with its queue, and comes back with it', async () => {
    expect(await here.read('/leave keep_queue:true')).toBeTruthy();
    await here.hears(0);
    expect(await here.read('/join')).toBeTruthy();
    await here.hears(740);
    expect(await here.read('/leave')).toBeTruthy();
    await here.hears(0);
    expect(await here.read('/skip')).toMatch(/play/i);
  });
});

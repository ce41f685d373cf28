import { AudioNode, libraryTracks } from '@anankor/audio-node';
import { commandList } from '@anankor/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { said, TestBed } from './support/test-bed.ts';
import type { RunningMaster, StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let node: AudioNode;
let master: RunningMaster;
let workers: StandInWorker[];

beforeAll(async () => {
  bed = await TestBed.start();
  node = await AudioNode.start({ host: '127.0.0.1', port: 0 });
  workers = [await bed.worker('Worker 2'), await bed.worker('Worker 10')];
  await bed.setOnline(workers[1]!, false);
  master = await bed.startMaster({
    LAVALINK_PORT: String(node.port),
    LAVALINK_PASSWORD: node.settings.password,
    COOLDOWN_COMMANDS: '6',
    COOLDOWN_WINDOW: '1h',
  });
  await bed.commandsKnown();
});
afterAll(async () => {
  await bed.stop();
  await node.stop();
});

describe('the master itself', () => {
  it('answers ping for the caller alone', async () => {
    const { text, member } = bed.guild();
    const handle = member.type('/ping', { channel: text });
    const message = await handle.reply();
    expect(handle.ephemeral).toBe(true);
    expect(said(message)).toMatch(/Discord \d+ ms · Redis \d+ ms\n\n🟢 Worker 2\n⚫ Worker 10 is offline/);
  });

  it('answers help, and completes command names', async () => {
    const { text, member } = bed.guild();
    const all = await member.type('/help', { channel: text }).reply();
    for (const { path } of commandList) expect(JSON.stringify(all.embeds)).toContain(`/${path}`);
    const one = await member.type('/help command:volume', { channel: text }).reply();
    expect(said(one)).toContain('Show or set the volume');
    const choices = await member.autocomplete('/help command:qu', { channel: text });
    expect(choices.map(({ value }) => value)).toEqual(['queue show', 'queue shuffle', 'queue undo']);
  });

  it('finds tracks while a member types', async () => {
    const { text, member } = bed.guild();
    const title = libraryTracks.find(({ fault }) => !fault)!.title;
    const choices = await member.autocomplete(`/play query:${title}`, { channel: text });
    expect(choices[0]?.name).toContain(title);
    expect(choices.length).toBeLessThanOrEqual(25);
    const none = await member.autocomplete('/play query:zzzzqqqq', { channel: text });
    expect(none).toEqual([{ name: 'zzzzqqqq', value: 'zzzzqqqq' }]);
  });

  it('says when somebody is too fast', async () => {
    const { text, member } = bed.guild();
    for (let used = 0; used < 6; used += 1) await member.type('/help', { channel: text }).reply();
    const handle = member.type('/help', { channel: text });
    expect(said(await handle.reply())).toMatch(/^Too fast\. Try again in \d+ s\.$/);
    expect(handle.ephemeral).toBe(true);
  });

  it('tells operators how it is', async () => {
    const ready = await fetch(`http://127.0.0.1:${master.port}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      ready: true,
      role: 'master',
      dependencies: { redis: { state: 'up' }, dynamodb: { state: 'up' }, discord: { state: 'up' } },
    });
    const metrics = await (await fetch(`http://127.0.0.1:${master.port}/metrics`)).text();
    expect(metrics).toMatch(
      /anankor_interactions_total\{command="ping",kind="command",outcome="accepted"\} 1/,
    );
    expect(metrics).toMatch(/anankor_refusals_total\{command="help",code="CD"\} 1/);
    expect(metrics).toMatch(/anankor_workers_online 1/);
    expect(metrics).toMatch(/anankor_dependency_up\{dependency="discord"\} 1/);
  });

  it('registers nothing again when nothing changed', async () => {
    const from = bed.discord.transcript.position;
    const second = await bed.startMaster();
    await bed.discord.transcript.waitFor(
      (entry) => entry.kind === 'rest' && entry.method === 'GET' && entry.route.endsWith('/commands'),
      10_000,
      from,
    );
    await second.stop();
    const writes = bed.discord.transcript
      .since(from)
      .filter(
        (entry) => entry.kind === 'rest' && entry.method !== 'GET' && entry.route.includes('/commands'),
      );
    expect(writes).toEqual([]);
  });
});

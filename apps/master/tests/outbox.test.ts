import type { Notice, OutboxEntry } from '@anankor/schemas';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestBed } from './support/test-bed.ts';
import type { StandInWorker } from './support/test-bed.ts';

let bed: TestBed;
let worker: StandInWorker;

beforeAll(async () => {
  bed = await TestBed.start();
  worker = await bed.worker('Worker 1');
});
afterEach(() => bed.stopMasters());
afterAll(() => bed.stop());

const failed = (title: string): Notice => ({
  kind: 'trackFailed',
  track: { title, uri: null },
  cause: 'This video is unavailable',
});

/** What a worker's commit appends. */
async function put(
  guildId: string,
  channelId: string,
  notice: Notice,
  more: Partial<OutboxEntry> = {},
): Promise<void> {
  const entry: OutboxEntry = {
    v: 1,
    type: 'notice',
    guildId,
    channelId,
    locale: 'en-US',
    at: Date.now(),
    notice,
    ...more,
  };
  await bed.redis.xadd(bed.keys.outbox(worker.workerId), '*', 'entry', JSON.stringify(entry));
}

/** What stands in a channel, the latest first. */
async function messagesIn(channelId: string): Promise<string[]> {
  const answer = await fetch(`${bed.discord.restUrl}/v10/channels/${channelId}/messages`, {
    headers: { authorization: `Bot ${bed.app.token}` },
  });
  const messages = (await answer.json()) as { embeds: { description: string }[] }[];
  return messages.map(({ embeds }) => embeds[0]?.description ?? '');
}

const emptied = (): Promise<boolean> =>
  bed.until(async () => (await bed.redis.xlen(bed.keys.outbox(worker.workerId))) === 0 || undefined, 40_000);

async function metrics(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

describe('what workers have the master say', () => {
  it('is said once, in the guild’s language, whichever replica gets it; a burst is one message', async () => {
    const { guild, text } = bed.guild([worker]);
    for (let n = 0; n < 10; n++) await put(guild.id, text.id, failed(`t${n}`), { locale: 'de' });
    await Promise.all([bed.startMaster(), bed.startMaster()]);
    await emptied();
    const messages = await messagesIn(text.id);
    expect(messages.length).toBeLessThanOrEqual(2);
    expect(messages.join()).toContain('Titel konnten nicht abgespielt werden');
  });

  it('is said once although the master dies between the message and its note of it', async () => {
    const { guild, text } = bed.guild([worker]);
    const mortal = await bed.spawnMaster({}, 'said');
    await put(guild.id, text.id, failed('once'));
    await mortal.exited;
    expect(await messagesIn(text.id)).toHaveLength(1);
    await put(guild.id, text.id, failed('later'));
    await bed.startMaster();
    await emptied();
    const messages = await messagesIn(text.id);
    expect(messages).toHaveLength(2);
    expect(messages.filter((message) => message.includes('once'))).toHaveLength(1);
    const sent = bed.discord.transcript
      .of('rest')
      .filter(({ method, route }) => method === 'POST' && route.endsWith('/messages'));
    expect(sent.length).toBeGreaterThanOrEqual(3);
  }, 60_000);

  it('is dropped where the channel is gone, it is too old, or nobody can read it; and waits for Discord', async () => {
    const { guild, text } = bed.guild([worker]);
    const master = await bed.startMaster();
    bed.discord.faults.inject({ method: 'POST', route: /\/messages$/, status: 500, times: 3 });
    await put(guild.id, text.id, failed('after an outage'));
    await put(guild.id, '123456789012345678', failed('nowhere'));
    await put(guild.id, text.id, failed('old'), { at: Date.now() - 600_000 });
    await bed.redis.xadd(bed.keys.outbox(worker.workerId), '*', 'entry', 'no JSON');
    await emptied();
    const messages = await messagesIn(text.id);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('after an outage');
    const exposed = await metrics(master.port);
    for (const [kind, outcome] of [
      ['notice', 'sent'],
      ['notice', 'gone'],
      ['notice', 'old'],
      ['unknown', 'unreadable'],
    ])
      expect(exposed).toContain(`anankor_outbox_entries_total{kind="${kind}",outcome="${outcome}"} 1`);
  }, 60_000);
});

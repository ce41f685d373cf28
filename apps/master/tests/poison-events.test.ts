import { systemClock } from '@anankor/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { said, TestBed } from './support/test-bed.ts';

/** Whatever is thrown in a listener fails this file, as an unhandled rejection: the master runs in this process. */
let bed: TestBed;
let port: number;
beforeAll(async () => {
  bed = await TestBed.start();
  ({ port } = await bed.startMaster());
  await bed.commandsKnown();
}, 60_000);
afterAll(() => bed.stop());

const SECRET = 'nobody-may-read-this';

const unreadable = async (source: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const counts = text.matchAll(/^anankor_unreadable_inputs_total\{source="(\w+)".*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, of, count]) => sum + (of === source ? Number(count) : 0), 0);
};

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 15_000; !(await condition()); await systemClock.sleep(50))
    if (performance.now() > deadline) throw new Error('waited in vain');
}

it('events and interactions that nobody can read are skipped, and commands are answered', async () => {
  const { guild, text, member } = bed.guild([]);
  const gateway = bed.discord.gateway(bed.app);
  const names = [
    'GUILD_CREATE',
    'GUILD_UPDATE',
    'GUILD_ROLE_CREATE',
    'CHANNEL_CREATE',
    'VOICE_STATE_UPDATE',
    'INTERACTION_CREATE',
  ];
  const values = [
    null,
    {},
    { id: SECRET },
    { guild_id: guild.id, role: null },
    { id: guild.id, channels: 7, roles: null, voice_states: [null] },
  ];
  for (const name of names) for (const data of values) gateway.event(name, data);
  for (const frame of [null, 7, 'text', [], { op: 0 }, { op: 10, d: {} }, { op: 9 }]) gateway.frame(frame);
  // One per value that is no interaction, and one per frame that is not null.
  await until(async () => (await unreadable('gateway')) >= values.length + 6);
  const handle = member.type('/help', { channel: text });
  expect(said(await handle.reply())).toBeTruthy();
}, 60_000);

it('an abandoned interaction that nobody can read does not hold up the others', async () => {
  const { redis, keys } = bed;
  const id = '900000000000000001';
  await redis.set(keys.interaction(id), `{"${SECRET}`, 'PX', 60_000);
  await redis.zadd(keys.openInteractions(), Date.now() - 30_000, id);
  await until(async () => (await redis.zscore(keys.openInteractions(), id)) === null);
  expect(await unreadable('redis')).toBe(1);
}, 60_000);

import type { ServiceProcess } from '@anankor/local-stack';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { said, TestBed } from './support/test-bed.ts';
import type { RunningMaster } from './support/test-bed.ts';

type Master = ServiceProcess & { port: number };
/** In a process of its own or in this one, whose lines are measured. */
type AnyMaster = Master | RunningMaster;
type Place = ReturnType<TestBed['guild']>;

const SHARDS = 4;
const LEASE_MS = 3_000;
/** What a loaded machine may need beyond what is waited for. */
const PATIENCE_MS = 45_000;

let bed: TestBed;
/** A guild on each shard. */
let places: Place[];

beforeAll(async () => {
  // Whether somebody hears a command is asked here, not whether a loaded machine answers it within Discord's 3 s.
  bed = await TestBed.start({ shards: SHARDS, firstResponseMs: 14_000 });
  const found = new Map<number, Place>();
  while (found.size < SHARDS) {
    const place = bed.guild();
    const shard = Number((BigInt(place.guild.id) >> 22n) % BigInt(SHARDS));
    if (!found.has(shard)) found.set(shard, place);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  places = Array.from({ length: SHARDS }, (_, shard) => found.get(shard)!);
});
afterEach(async () => {
  await bed.stopMasters();
  const left = [...(await bed.redis.keys(`${bed.prefix}:shard*:{master}*`))];
  expect(left.filter((key) => /:shard:\{master\}/.test(key))).toEqual([]);
  await bed.redis.del(bed.keys.shardCount());
});
afterAll(() => bed.stop());

const split = (copies: number): Record<string, string> => ({
  MASTER_SHARD_COPIES: String(copies),
  MASTER_SHARD_LEASE: `${LEASE_MS}ms`,
});

const start = (copies: number): Promise<Master> => bed.spawnMaster({ ...split(copies), LOG_LEVEL: 'info' });

const startHere = (copies: number, more: Record<string, string> = {}): Promise<RunningMaster> =>
  bed.startMaster({ ...split(copies), LOG_LEVEL: 'silent', ...more });

/** The shards a master says it is connected to. */
async function shardsOf(master: AnyMaster): Promise<number[]> {
  if ('exit' in master && master.exit !== undefined) return [];
  const answer = await fetch(`http://127.0.0.1:${master.port}/ready`, {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined);
  if (!answer?.ok) return [];
  const { dependencies } = (await answer.json()) as { dependencies: { discord: { detail?: string } } };
  const listed = /^shards ([\d, ]+) of \d+$/.exec(dependencies.discord.detail ?? '')?.[1];
  return listed === undefined ? [] : listed.split(', ').map(Number);
}

/** Waits until the masters are connected to so many shards each, in any order, and every shard is so often. */
async function spread(masters: readonly AnyMaster[], sizes: readonly number[]): Promise<number[][]> {
  const copies = sizes.reduce((sum, size) => sum + size, 0) / SHARDS;
  let last: number[][] = [];
  const fits = async (): Promise<boolean> => {
    last = await Promise.all(masters.map(shardsOf));
    const even = last.map(({ length }) => length).sort((a, b) => b - a);
    const times = places.map((_, shard) => last.filter((shards) => shards.includes(shard)).length);
    return even.join() === sizes.join() && times.every((count) => count === copies);
  };
  await bed.until(fits, PATIENCE_MS).catch(() => {
    const output = masters
      .map((master) => ('output' in master ? `${master.name}\n${master.output.text.slice(-3_000)}` : 'here'))
      .join('\n');
    throw new Error(`the shards are spread as ${JSON.stringify(last)}\n${output}`);
  });
  return last;
}

/** Members of guilds on every shard, or those named, are answered. */
async function answered(shards = places.map((_, shard) => shard)): Promise<void> {
  const replies = shards.map((shard) => {
    const { member, text } = places[shard]!;
    return member.type('/ping', { channel: text }).reply();
  });
  for (const message of await Promise.all(replies)) expect(said(message)).toMatch(/Discord/);
  for (const shard of shards) {
    const { member, text } = places[shard]!;
    const choices = await member.autocomplete('/help command:pa', { channel: text });
    expect(choices.map(({ value }) => value)).toContain('pause');
  }
}

/** Commands on all shards in turn, a few a second, and what was said to each. */
function typeAllTheTime(): { stop(): Promise<string[]> } {
  const replies: Promise<string>[] = [];
  const timer = setInterval(() => {
    const { member, text } = places[replies.length % SHARDS]!;
    const reply = member.type('/ping', { channel: text }).reply();
    replies.push(reply.then(said, (error: unknown) => `not answered: ${String(error)}`));
  }, 250);
  return {
    stop: () => {
      clearInterval(timer);
      return Promise.all(replies);
    },
  };
}

/** Gateway connections that stand, by shard. */
const connections = (): number[] => {
  const standing = bed.discord.gateway(bed.app).sessions.filter(({ connected }) => connected);
  return places.map((_, shard) => standing.filter((session) => session.shard === shard).length);
};

it('spreads the shards over the replicas that live, each shard once', async () => {
  const victim = await start(1);
  const here = await startHere(1);
  const masters: AnyMaster[] = [victim, here];
  await bed.commandsKnown();
  await spread(masters, [2, 2]);
  expect(connections()).toEqual([1, 1, 1, 1]);
  await answered();
  const metrics = await (await fetch(`http://127.0.0.1:${masters[0]!.port}/metrics`)).text();
  expect(metrics).toMatch(/^anankor_gateway_shards(\{.*\})? 2$/m);

  masters.push(await start(1));
  await spread(masters, [2, 1, 1]);
  expect(connections()).toEqual([1, 1, 1, 1]);
  // Who connected a shard has freed its guilds, so that nobody waits for the replica that had them.
  for (const { member, text } of places) {
    const choices = await member.autocomplete('/help command:pa', { channel: text });
    expect(choices.map(({ value }) => value)).toContain('pause');
  }
  await answered();

  const lost = await shardsOf(victim);
  victim.kill('SIGKILL');
  await victim.exited;
  const rest = masters.slice(1);
  await spread(rest, [2, 2]);
  await answered(lost);

  // One that leaves in order gives its shards back at once.
  await here.stop();
  await spread(rest.slice(1), [4]);
  await answered();
}, 180_000);

it('lets a replica that stood still notice, and close what others took', async () => {
  const masters = [await start(1), await start(1)];
  await Promise.all(masters.map((master) => master.waitReady()));
  await bed.commandsKnown();
  await spread(masters, [2, 2]);
  masters[0]!.kill('SIGSTOP');
  await spread([masters[1]!], [4]);
  const from = bed.discord.transcript.position;
  await answered();
  masters[0]!.kill('SIGCONT');
  await masters[0]!.waitForLine(/another replica has it/, PATIENCE_MS);
  await spread(masters, [2, 2]);
  expect(connections()).toEqual([1, 1, 1, 1]);
  await answered();
  const responses = bed.discord.transcript
    .since(from)
    .flatMap((entry) => (entry.kind === 'response' ? [entry.interactionId] : []));
  expect(responses.length).toBeGreaterThanOrEqual(2 * SHARDS);
  expect(new Set(responses).size).toBe(responses.length);
}, 180_000);

it('with two copies loses no command when a replica comes, is killed, or leaves', async () => {
  const masters = [await start(2), await start(2)];
  await Promise.all(masters.map((master) => master.waitReady()));
  await bed.commandsKnown();
  await spread(masters, [4, 4]);
  await answered();
  const typing = typeAllTheTime();
  masters.push(await start(2));
  await spread(masters, [3, 3, 2]);
  masters[0]!.kill('SIGKILL');
  await spread(masters.slice(1), [4, 4]);
  masters.push(await start(2));
  await spread(masters.slice(1), [3, 3, 2]);
  await masters[1]!.stop();
  await spread(masters.slice(2), [4, 4]);
  const replies = await typing.stop();
  expect(replies.length).toBeGreaterThan(20);
  expect(replies.filter((reply) => !/Discord/.test(reply))).toEqual([]);
}, 240_000);

it('closes a shard whose lease another replica has by now', async () => {
  const master = await startHere(1);
  await spread([master], [4]);
  const key = bed.keys.shardSlot(2, 0);
  // As after a stand-still: somebody else lives and has the slot.
  const other = setInterval(() => {
    void bed.redis.time().then(async ([s = 0, us = 0]) => {
      await bed.redis.hset(bed.keys.shardReplicas(), 'other', `${s * 1000 + Math.floor(us / 1000)} 2`);
      await bed.redis.set(key, 'other#1', 'PX', LEASE_MS);
    });
  }, 200);
  await bed.until(async () => !(await shardsOf(master)).includes(2), PATIENCE_MS);
  await bed.until(async () => connections()[2] === 0);
  clearInterval(other);
  await spread([master], [4]);
  await answered();
}, 120_000);

it('keeps its shards while Redis forgets everything', async () => {
  const master = await startHere(1);
  await spread([master], [4]);
  const from = bed.discord.transcript.position;
  await bed.redis.del(bed.keys.shardReplicas(), bed.keys.shardEpoch(), bed.keys.shardCount());
  await bed.redis.del(...places.map((_, shard) => bed.keys.shardSlot(shard, 0)));
  const taken = async (): Promise<boolean> =>
    (await bed.redis.keys(bed.keys.shardSlot('*', 0))).length === SHARDS;
  await bed.until(taken, PATIENCE_MS);
  await answered();
  const identified = bed.discord.transcript.since(from).filter((entry) => entry.kind === 'gateway');
  expect(identified).toEqual([]);
}, 90_000);

it('does not start with another number of shards than the replicas that run', async () => {
  const master = await startHere(1);
  await expect(startHere(1, { MASTER_SHARD_COUNT: '5' })).rejects.toThrow(
    /split the master into 5 shards, but replicas that run have 4/,
  );
  const same = await startHere(1, { MASTER_SHARD_COUNT: '4' });
  await spread([master, same], [2, 2]);
}, 90_000);

it('connects every shard everywhere unless told', async () => {
  const masters = [await bed.spawnMaster(), await bed.spawnMaster({ MASTER_SHARD_COUNT: '4' })];
  await Promise.all(masters.map((master) => master.waitReady()));
  expect(connections()).toEqual([2, 2, 2, 2]);
  await bed.commandsKnown();
  await answered();
}, 90_000);

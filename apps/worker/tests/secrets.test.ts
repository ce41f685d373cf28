import type { InteractionHandle } from '@anankor/discord-simulator';
import { onFreePort } from '@anankor/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dumpDynamodb, dumpRedis } from './support/dump.ts';
import { whileHeld } from './support/held-jobs.ts';
import { Scene } from './support/scene.ts';

const canaries = {
  redis: 'canary-redis-password-3f81',
  admin: 'canary-admin-token-7c22-0123456789abcdef',
  aws: 'canaryAwsSecret5d90',
};

let scene: Scene;
beforeAll(async () => {
  const port = await onFreePort(async (free) => free);
  scene = await Scene.start({
    workers: 1,
    redis: { port, args: ['--requirepass', canaries.redis] },
    env: {
      LOG_LEVEL: 'debug',
      REDIS_URL: `redis://:${canaries.redis}@127.0.0.1:${port}`,
      ADMIN_TOKEN: canaries.admin,
      AWS_SECRET_ACCESS_KEY: canaries.aws,
    },
  });
}, 90_000);
afterAll(() => scene.stop(), 60_000);

/** Whatever may be written down about credentials: commands that succeed, fail, are given up, and processes that die. */
async function scenario(): Promise<InteractionHandle[]> {
  const { platform } = scene;
  const handles: InteractionHandle[] = [];
  const type = async (text: string): Promise<void> => {
    const handle = scene.type(text);
    handles.push(handle);
    await handle.reply({ timeoutMs: 30_000 });
  };
  await type('/play query:library:concert-pitch');
  await type('/play query:library:unavailable');
  await type('/play query:http://169.254.169.254/latest');
  await type('/volume level:70');
  await type('/skip count:900');
  platform.discord.faults.inject({ method: 'PATCH', route: /original$/, status: 500, times: 2 });
  await type('/nowplaying');
  platform.discord.faults.inject({ method: 'PATCH', route: /original$/, status: 404, times: 1 });
  handles.push(scene.type('/volume level:80'));
  await scene.drained();
  await whileHeld(scene, async (held) => {
    const broken = scene.type('/volume level:90');
    const unreadable = scene.type('/volume level:91');
    handles.push(broken, unreadable);
    await held.replace(broken, (job) => ({ ...job, input: { level: job.reply.token } }));
    await held.replace(unreadable, (job) => `${JSON.stringify(job)}}`);
  });
  await scene.drained();
  const standby = await platform.startWorker();
  const owner = await scene.owner();
  platform.discord.gateway(platform.workerBots[0]!).drop();
  owner.kill('SIGKILL');
  expect(await scene.owner(owner)).toBe(standby);
  await type('/play query:library:first-snow');
  platform.discord.gateway(platform.masterBot).reconnect();
  await fetch(`http://127.0.0.1:${standby.port}/admin/drain`, { headers: { authorization: 'Bearer wrong' } });
  await type('/nowplaying');
  await scene.drained();
  return handles;
}

it('no credential is written down anywhere', async () => {
  const { platform } = scene;
  const handles = await scenario();
  const head = await scene.redis.hget(scene.keys.session(scene.workerId, scene.room.guild.id), 'head');
  const { voice } = JSON.parse(head!) as { voice: { server: { token: string } } };
  const processes = [...platform.masters, ...platform.workers];
  const scrapes = processes
    .filter(({ exit }) => exit === undefined)
    .map(async ({ port }) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  const metrics = (await Promise.all(scrapes)).join('\n');
  const outputs = processes.map(({ output }) => output.text);
  // Whole, and worth looking at.
  for (const text of outputs) expect(text.length).toBeGreaterThan(200);
  for (const text of outputs) expect(text.length).toBeLessThan(256 * 1024);
  expect(outputs.join('')).toContain('a reply could not be delivered');
  expect(metrics).toContain('anankor_');
  const everywhere = {
    ...Object.fromEntries(processes.map(({ name }, index) => [name, outputs[index]!])),
    metrics,
    redis: await dumpRedis(scene.redis),
    dynamodb: await dumpDynamodb(platform.dynamodb.endpoint),
    messages: JSON.stringify(platform.discord.transcript.of('message')),
  };
  // What is looked for would be found.
  expect(everywhere.redis).toContain(voice.server.token);
  expect(everywhere.redis).toContain(`anankor:dlq:{${scene.workerId}}`);
  expect(everywhere.dynamodb).toContain(handles[0]!.id);
  expect(outputs.join('')).toContain(handles[0]!.id);
  const permanent = {
    master: platform.masterBot.token,
    worker: platform.workerBots[0]!.token,
    lavalink: 'local-lavalink-password',
    ...canaries,
  };
  const passing = Object.fromEntries(handles.map(({ token }, index) => [`interaction ${index}`, token]));
  const found: string[] = [];
  for (const [place, text] of Object.entries(everywhere)) {
    for (const [what, secret] of Object.entries({ ...permanent, ...passing }))
      if (text.includes(secret) || text.includes(encodeURIComponent(secret)))
        found.push(`${what} in ${place}`);
    // A successor needs the voice credentials; nobody else does.
    if (place !== 'redis' && text.includes(voice.server.token)) found.push(`voice token in ${place}`);
  }
  expect(found).toEqual([]);
}, 150_000);

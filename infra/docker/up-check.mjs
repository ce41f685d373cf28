#!/usr/bin/env node
// Brings the compose stack's local profile up and plays through it: members of the simulated Discord type, and what they
// hear is decoded. Prints each step with what it measured; exits 1 at the first one that is not as it should be.
//
//   infra/docker/up-check.mjs [options]        needs Docker with its compose plugin, and Node
//   --no-build    start the images that are there
//   --prometheus  with the stack's Prometheus: does it find and scrape every process?
//   --keep        leave the stack up, also after a failure
//
// It is a project of its own (anankor-check, free ports), so a stack that runs already is left alone. Its volumes are removed
// before and after.
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { libraryTracks } from '../../packages/audio-node/src/library/library-tracks.ts';

const flag = { type: 'boolean', default: false };
const { values: options } = parseArgs({ options: { 'no-build': flag, prometheus: flag, keep: flag } });
const folder = import.meta.dirname;
const run = promisify(execFile);

/** Worker processes of the compose file, and the tokens of local.env: the rest are hot standbys. */
const processes = 5;
const tokens = 3;
const scaled = ['--scale', 'worker5=3'];
/** A drop-out that much longer than the other channel's at the same time is one, ms. Both come from one node, so what a busy machine
 * delays, it delays in both. */
const unheardMs = 250;
/** A standby claims what its owner's death let fall free (LEASE_TTL, 5 s), resumes and works off what waits, ms. */
const takeoverMs = 15_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const port = await freePort();
const prometheusPort = await freePort();
const environment = {
  ...process.env,
  ...{ SIMULATOR_PORT: String(port), PROMETHEUS_PORT: String(prometheusPort) },
};
const project = [
  ...[
    'compose',
    '--progress',
    'quiet',
    '--project-name',
    'anankor-check',
    '--env-file',
    join(folder, 'local.env'),
  ],
  ...['--file', join(folder, 'docker-compose.yaml')],
];

/** Its standard output; what went wrong is shown. */
function compose(...args) {
  const { status, stdout, error } = spawnSync('docker', [...project, ...args], {
    encoding: 'utf8',
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw new Error(`docker can't be run: ${error.message}`);
  if (status !== 0) throw new Error(`docker compose ${args.join(' ')} failed with ${status}`);
  return stdout;
}

/** Starts what is not there yet, and waits until all of it is healthy. */
const up = (...args) => compose('up', '--detach', '--no-build', '--wait', '--wait-timeout', '300', ...args);

async function docker(...args) {
  const { stdout } = await run('docker', args, { env: environment, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** What Docker knows of every container of the project. */
async function containers() {
  const ids = compose('ps', '--all', '--quiet').split('\n').filter(Boolean);
  return JSON.parse(await docker('inspect', ...ids)).map((container) => ({
    id: container.Id,
    name: container.Name.replace(/^\/anankor-check-/, ''),
    service: container.Config.Labels['com.docker.compose.service'],
    restarts: container.RestartCount,
    user: container.Config.User,
    limits: container.HostConfig,
    ...container.State,
  }));
}

/** Answer of a URL to one of the containers, that is inside its networks; `{ status, text }`. */
async function fetchWithin(container, url) {
  const script = `fetch(${JSON.stringify(url)}).then(async (answer) =>
    process.stdout.write(JSON.stringify({ status: answer.status, text: await answer.text() })))`;
  return JSON.parse(await docker('exec', container.id, 'node', '-e', script));
}

/** What each running worker process is ready as: the bot it owns, or null for a standby. */
async function roles() {
  const running = (await containers()).filter(({ service, Running }) => Running && /^worker/.test(service));
  return Promise.all(
    running.map(async (container) => {
      const { text } = await fetchWithin(container, 'http://127.0.0.1:9091/ready');
      const [, bot = null] = /^worker (\d+)$/.exec(JSON.parse(text).role) ?? [];
      return { container, bot };
    }),
  );
}

async function simulator(path, body) {
  const response = await fetch(`http://127.0.0.1:${port}/sim/${path}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(60_000),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`the simulator: ${answer.error}`);
  return answer;
}

const audio = (channel) => simulator(`audio?guild=Local&channel=${channel}`);

/** A member types; the answer is the interaction once the reply is there. */
async function type(member, text) {
  const interaction = await simulator('type', {
    ...{ guild: 'Local', channel: 'commands', member, text, until: 'reply', timeoutMs: 30_000 },
  });
  if (interaction.ephemeral)
    throw new Error(`"${text}" was refused: ${JSON.stringify(interaction.messages)}`);
  return interaction;
}

/** Until `channel` hears the track; when it began to, ms since the epoch. */
async function hear(channel, slug, timeoutMs = 20_000) {
  const { frequency } = libraryTracks.find((track) => track.slug === slug);
  const begun = performance.now();
  for (;;) {
    const report = await audio(channel);
    const last = report.segments.at(-1);
    const now = report.lastFrameAt !== null && Date.now() - report.lastFrameAt < 500;
    if (now && last && Math.abs(last.hz - frequency) < frequency * 0.03) return last.startAt;
    if (performance.now() - begun > timeoutMs)
      throw new Error(
        `#${channel} should hear ${slug}, but hears ${now && last ? `${last.hz} Hz` : 'nothing'}`,
      );
    await wait(100);
  }
}

/** Longest drop-out in `channel` since then, up to now; ms. */
async function dropOut(channel, since) {
  const { interruptions, lastFrameAt } = await audio(channel);
  const lengths = interruptions.filter(({ at, ms }) => at + ms >= since).map(({ ms }) => ms);
  return Math.max(0, Date.now() - lastFrameAt, ...lengths);
}

async function prometheus(path) {
  const response = await fetch(`http://127.0.0.1:${prometheusPort}/api/v1/${path}`);
  const { data, error } = await response.json();
  if (!response.ok) throw new Error(`Prometheus: ${error}`);
  return data;
}

/** Until Prometheus has scraped the master and so many workers, and they say that each token is owned. */
async function scraped(workers) {
  const value = async (query) =>
    Number((await prometheus(`query?query=${encodeURIComponent(query)}`)).result[0]?.value[1] ?? 0);
  for (const deadline = performance.now() + 90_000; ; await wait(1_000)) {
    const up = [await value('sum(up{job="master"})'), await value('sum(up{job="worker"})')];
    const held = await value('sum(anankor_claim_held)');
    const found = `${up[0]} master and ${up[1]} workers scraped, ${held} claims held`;
    if (up[0] === 1 && up[1] === workers && held === tokens) return found;
    expect(performance.now() < deadline, found);
  }
}

/** Prometheus is in none of local.env's profiles. */
const everything = ['--profile', '*'];

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const expect = (holds, message) => {
  if (!holds) throw new Error(message);
};

async function step(name, act) {
  const begun = performance.now();
  const found = await act();
  console.log(`ok     ${name}: ${found ?? seconds(performance.now() - begun)}`);
}

/** Every service is up and healthy, and what runs once has run. */
async function healthy() {
  const all = await containers();
  for (const { name, service, Status, Health, ExitCode, restarts } of all) {
    const expected = /^(create-tables|dynamodb-volume)$/.test(service) ? 'exited' : 'healthy';
    const state = expected === 'exited' ? Status : (Health?.Status ?? Status);
    expect(state === expected && ExitCode === 0, `${name} is ${state} (${ExitCode}), not ${expected}`);
    expect(restarts === 0, `${name} was restarted ${restarts} times`);
  }
  return all;
}

/** Nothing can write to its root, gain rights or take the machine; only what prepares a volume runs as root, and ends. */
function hardened(all) {
  for (const { name, service, user, limits } of all) {
    const { ReadonlyRootfs, CapDrop, SecurityOpt, Memory, NanoCpus, PidsLimit } = limits;
    const once = service === 'dynamodb-volume';
    expect(ReadonlyRootfs, `${name} can write to its root`);
    expect(CapDrop?.includes('ALL') && SecurityOpt?.includes('no-new-privileges:true'), `${name} has rights`);
    expect(once || /^[1-9]/.test(user), `${name} runs as ${user || 'root'}`);
    expect(once || (Memory > 0 && NanoCpus > 0 && PidsLimit > 0), `${name} has no limits`);
  }
}

const owners = (list) => list.filter(({ bot }) => bot !== null);

async function expectRoles(count) {
  const list = await roles();
  const bots = new Set(owners(list).map(({ bot }) => bot));
  expect(list.length === count, `${list.length} worker processes instead of ${count}`);
  expect(
    owners(list).length === tokens && bots.size === tokens,
    `${tokens} tokens are owned by ${owners(list).map(({ container, bot }) => `${container.name}: ${bot}`)}`,
  );
  return `${tokens} owners, ${count - tokens} hot standbys`;
}

async function check() {
  if (!options['no-build']) await step('build', () => void compose('build'));
  await step('up', () => void up());
  await step('every service is healthy', async () => `${(await healthy()).length} containers`);
  await step('nobody has more rights than needed', async () => hardened(await containers()));
  await step('claims', () => expectRoles(processes));

  await step('what Prometheus scrapes answers', async () => {
    const all = await containers();
    const master = all.find(({ service }) => service === 'master');
    const targets = all.filter(({ service, Running }) => Running && /^(master|worker\d)$/.test(service));
    for (const { service } of targets) {
      const url = `http://${service}:${service === 'master' ? 9090 : 9091}/metrics`;
      const { status, text } = await fetchWithin(master, url);
      expect(status === 200 && text.includes('anankor_build_info'), `${url} answers with ${status}`);
    }
    return `${targets.length} targets by name`;
  });

  if (options.prometheus) {
    await step('Prometheus', async () => {
      up('--no-recreate', 'prometheus');
      const { groups } = await prometheus('rules');
      expect(groups.length > 0, 'Prometheus has no rules');
      return `${groups.length} groups of rules, ${await scraped(processes)}`;
    });
  }

  for (const [member, channel, slug] of [
    ['ada', 'Lounge', 'endless-summer'],
    ['grace', 'Studio', 'high-plains'],
  ]) {
    await step(`/play in #${channel}`, async () => {
      const begun = Date.now();
      const { ackMs } = await type(member, `/play query:library:${slug}`);
      const replied = Date.now() - begun;
      const heard = (await hear(channel, slug)) - begun;
      return `acknowledged after ${Math.round(ackMs)} ms, answered after ${replied} ms, heard after ${Math.round(heard)} ms`;
    });
  }

  await step('up --scale of standbys', async () => {
    const begun = performance.now();
    up('--no-recreate', ...scaled);
    const took = seconds(performance.now() - begun);
    await healthy();
    const found = await expectRoles(processes + 2);
    await hear('Lounge', 'endless-summer');
    await hear('Studio', 'high-plains');
    return `${took}, ${found}, music goes on${options.prometheus ? `, ${await scraped(processes + 2)}` : ''}`;
  });

  await step('docker kill of the worker that plays in #Lounge', async () => {
    const { guilds } = await simulator('state');
    const lounge = guilds[0].channels.find(({ name }) => name === 'Lounge');
    const list = owners(await roles());
    const victim = list.find(({ bot }) => lounge.occupants.includes(bot));
    expect(victim, `nobody of ${list.map(({ bot }) => bot)} is in #Lounge, but ${lounge.occupants}`);
    await docker('kill', victim.container.id);
    const [since, begun] = [Date.now(), performance.now()];
    await type('ada', '/volume level:80');
    const replied = performance.now() - begun;
    expect(replied < takeoverMs, `the next command was answered after ${seconds(replied)}`);
    const [gap, elsewhere] = [await dropOut('Lounge', since), await dropOut('Studio', since)].map(Math.round);
    expect(gap < elsewhere + unheardMs, `a drop-out of ${gap} ms, and of ${elsewhere} ms in #Studio`);
    await type('ada', '/play query:library:slow-river position:now');
    await hear('Lounge', 'slow-river');
    await hear('Studio', 'high-plains');
    const heirs = owners(await roles()).filter(({ bot }) => bot === victim.bot);
    expect(heirs.length === 1, `${heirs.length} processes own the bot of ${victim.container.name}`);
    const heir = heirs[0].container.name;
    return `${victim.container.name} → ${heir}, next command answered after ${seconds(replied)}, longest drop-out ${gap} ms (#Studio: ${elsewhere} ms)`;
  });

  await step('what was killed comes back as a standby', async () => {
    up('--no-recreate', ...scaled);
    return expectRoles(processes + 2);
  });
}

/** Everybody hands over, writes out and leaves by itself. */
async function checkStop() {
  await step('down', async () => {
    const begun = performance.now();
    compose(...everything, 'stop');
    const took = performance.now() - begun;
    for (const { name, service, ExitCode, OOMKilled } of await containers()) {
      // Java tells by 143 that it heeded SIGTERM.
      const expected = service === 'dynamodb' ? 143 : 0;
      expect(ExitCode === expected && !OOMKilled, `${name} left with ${ExitCode}, not ${expected}`);
    }
    return `${seconds(took)}, every container left by itself`;
  });
}

const remove = () => compose(...everything, 'down', '--volumes', '--remove-orphans', '--timeout', '5');

remove();
try {
  await check();
  if (!options.keep) await checkStop();
} catch (error) {
  console.error(`FAILED ${error.message}`);
  process.stderr.write(compose('logs', '--no-color', '--tail', '40'));
  process.exitCode = 1;
} finally {
  if (!options.keep) remove();
}

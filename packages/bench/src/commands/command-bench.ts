import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import type { SimulatedApplication, SimulatedChannel, SimulatedMember } from '@anankor/discord-simulator';
import { Platform, spawnService } from '@anankor/local-stack';
import type { BenchOptions } from '../options.ts';
import { target } from '../report/section.ts';
import type { Section } from '../report/section.ts';
import { quantile, spreadOf, spreadText } from '../report/spread.ts';
import { WatchedLink } from './watched-link.ts';

/** One bot under test, in a voice channel of its own, with somebody who types. */
interface Contestant {
  name: string;
  app: SimulatedApplication;
  member: SimulatedMember;
  channel: SimulatedChannel;
  link: WatchedLink;
  rounds: { ack: number[]; call: number[] }[];
}

const PASSWORD = 'local-lavalink-password';
const APART_MS = 20;

export async function commandBench(
  { rounds, seconds }: BenchOptions,
  say: (what: string) => void,
): Promise<Section> {
  const [ourLink, plainLink] = [await WatchedLink.start(), await WatchedLink.start()];
  const platform = await Platform.start({
    workerBots: 1,
    nodes: 0,
    simulator: { requestsPerSecond: 10_000, messageBucket: { limit: 10_000, windowMs: 1_000 } },
    env: { LAVALINK_NODES: `node1=127.0.0.1:${ourLink.port}`, COOLDOWN_COMMANDS: '10000' },
  });
  const node = await platform.startNode('node1');
  for (const link of [ourLink, plainLink]) link.target = node.port;
  const { discord, masterBot, workerBots } = platform;
  const plainApp = discord.createApplication({ name: 'Plain' });
  const guild = discord.createGuild({ name: 'Bench', bots: [masterBot, plainApp, ...workerBots] });
  const channel = guild.createTextChannel({ name: 'music' });
  const contestant = (name: string, app: SimulatedApplication, link: WatchedLink): Contestant => {
    const member = guild.createMember({ name: `member of ${name}` });
    member.joinVoice(guild.createVoiceChannel({ name }));
    return { name, app, member, channel, link, rounds: [] };
  };
  const contestants = [
    contestant('Anankor', masterBot, ourLink),
    contestant('plain bot', plainApp, plainLink),
  ];
  const bot = await spawnService({
    name: 'plain-bot',
    entry: fileURLToPath(new URL('./plain-bot.ts', import.meta.url)),
    env: {
      TOKEN: plainApp.token,
      API_URL: discord.restUrl,
      NODE_PORT: String(plainLink.port),
      NODE_PASSWORD: PASSWORD,
    },
    readyLine: /ready/,
  });
  try {
    await bot.waitReady();
    for (const one of contestants) await begin(one);
    const pairs = Math.max(5, Math.round(seconds * 20));
    for (let round = 0; round <= rounds; round++) {
      for (const one of contestants) one.rounds.push({ ack: [], call: [] });
      for (let pair = 0; pair < pairs; pair++) {
        for (const one of contestants) await pauseAndResume(one);
      }
      say(`commands: round ${round}/${rounds}, ${contestants.map(describe).join('; ')}`);
    }
    // The first one warmed up.
    for (const one of contestants) one.rounds.shift();
    return sectionOf(contestants, pairs * 2);
  } finally {
    await bot.stop();
    await platform.stop();
    await Promise.all([ourLink.stop(), plainLink.stop()]);
  }
}

/** The node may still be found out to be up: until then /play is answered otherwise. */
async function begin({ app, member, channel, link, name }: Contestant): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    let called = false;
    link.onPatch = () => (called = true);
    const handle = member.type('/play query:library:endless-summer', { channel, app });
    await handle.reply({ timeoutMs: 10_000 });
    await wait(1_000);
    if (called) return;
  }
  throw new Error(`${name} does not play`);
}

async function pauseAndResume(one: Contestant): Promise<void> {
  const { app, member, channel, link, rounds } = one;
  for (const text of ['/pause', '/resume']) {
    const called = new Promise<number>((resolve) => (link.onPatch = () => resolve(performance.now())));
    const began = performance.now();
    const handle = member.type(text, { channel, app });
    const acked = handle.acked().then(() => performance.now());
    rounds.at(-1)?.ack.push((await acked) - began);
    rounds.at(-1)?.call.push((await called) - began);
    await handle.reply({ timeoutMs: 10_000 });
    await wait(APART_MS);
  }
}

function describe({ name, rounds }: Contestant): string {
  const { ack = [], call = [] } = rounds.at(-1) ?? {};
  return `${name} ack ${at(ack, 0.5).toFixed(2)}, Lavalink ${at(call, 0.5).toFixed(2)} ms`;
}

const at = (values: readonly number[], share: number): number =>
  quantile(
    [...values].sort((one, other) => one - other),
    share,
  );

function sectionOf([ours, plain]: readonly Contestant[], samples: number): Section {
  const of = (one: Contestant | undefined, key: 'ack' | 'call', share: number): number[] =>
    (one?.rounds ?? []).map((round) => at(round[key], share));
  const later = (key: 'ack' | 'call', share: number): number[] => {
    const theirs = of(plain, key, share);
    return of(ours, key, share).map((value, round) => value - (theirs[round] ?? NaN));
  };
  const cells = (one: Contestant | undefined): string[] => [
    one?.name ?? '',
    ...(['ack', 'call'] as const).flatMap((key) =>
      [0.5, 0.99].map((share) => spreadText(spreadOf(of(one, key, share)))),
    ),
  ];
  return {
    name: 'commands',
    title: 'From a command to the acknowledgement and to Lavalink',
    method: `A member of the simulated Discord types \`/pause\` and \`/resume\` in turn; ${samples} commands a round for each bot,
one at a time. *Anankor* is a master, a worker, Redis and DynamoDB as processes; the *plain bot* is one process with discord.js
and lavalink-client that stores nothing (\`packages/bench/src/commands/plain-bot.ts\`). Same Discord, same audio node, the
same link to it, which notes when a player is told something.`,
    tables: [
      {
        caption: 'Milliseconds after the interaction was sent',
        head: ['', 'ack p50', 'ack p99', 'Lavalink call p50', 'Lavalink call p99'],
        rows: [cells(ours), cells(plain)],
      },
    ],
    targets: [
      target('Ack p50, later than the plain bot', 'at most', 1, 'ms', later('ack', 0.5)),
      target('Ack p99, later than the plain bot', 'at most', 3, 'ms', later('ack', 0.99)),
    ],
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import type {
  AudioReport,
  SimulatedChannel,
  SimulatedGuild,
  SimulatedMember,
} from '@anankor/discord-simulator';
import { createRedis } from '@anankor/ipc';
import { Platform } from '@anankor/local-stack';
import type { BenchOptions } from '../options.ts';
import { target } from '../report/section.ts';
import type { Section, Target } from '../report/section.ts';
import { spreadOf, spreadText } from '../report/spread.ts';
import { redisKeys } from '@anankor/storage';
import { jumpAt } from './sweep.ts';

/** Milliseconds. `jump`: by how much the music is further on than what was heard last; negative is heard twice. */
interface Loss {
  silence: number;
  jump: number;
}

interface Scene {
  platform: Platform;
  guild: SimulatedGuild;
  text: SimulatedChannel;
  voice: SimulatedChannel;
  member: SimulatedMember;
}

type Disturb = (scene: Scene) => Promise<void>;

const ROUNDS_AT_MOST = 8;
const now = (): number => performance.timeOrigin + performance.now();

const losses: Readonly<Record<string, { nodes: number; workers: number; disturb: Disturb }>> = {
  'node killed, a second one is up': { nodes: 2, workers: 1, disturb: killNode },
  'the only node killed, back after 1 s': { nodes: 1, workers: 1, disturb: killNodeForASecond },
  'owner frozen, its successor takes the players over': { nodes: 1, workers: 2, disturb: freezeOwner },
};

/** What a listener misses when a node dies, or a worker freezes. */
export async function nodeBench({ rounds }: BenchOptions, say: (what: string) => void): Promise<Section> {
  const samples = new Map<string, Loss[]>();
  for (const [name, { nodes, workers, disturb }] of Object.entries(losses)) {
    samples.set(name, []);
    for (let round = 1; round <= Math.min(rounds, ROUNDS_AT_MOST); round++) {
      const scene = await setScene(nodes, workers);
      try {
        const loss = await measure(scene, disturb);
        samples.get(name)?.push(loss);
        say(`nodes: round ${round}/${rounds}, ${name}: ${JSON.stringify(loss)}`);
      } finally {
        await scene.platform.stop();
      }
    }
  }
  return sectionOf(samples);
}

async function setScene(nodes: number, workers: number): Promise<Scene> {
  const platform = await Platform.start({ workerBots: 1, workers, nodes, env: { LEASE_TTL: '2s' } });
  const guild = platform.discord.createGuild({
    name: 'Bench',
    bots: [platform.masterBot, ...platform.workerBots],
  });
  const text = guild.createTextChannel({ name: 'music' });
  const voice = guild.createVoiceChannel({ name: 'music' });
  const member = guild.createMember({ name: 'ada' });
  member.joinVoice(voice);
  return { platform, guild, text, voice, member };
}

async function measure(scene: Scene, disturb: Disturb): Promise<Loss> {
  const { platform, member, text, voice } = scene;
  await wait(500);
  const play = member.type('/play query:library:sweep', { channel: text, app: platform.masterBot });
  await play.reply({ timeoutMs: 10_000 });
  const report = (): AudioReport =>
    platform.discord.voice.report({ guildId: voice.guildId, channelId: voice.id, since });
  let since = now();
  const soundFrom = async (from: number, frames: number): Promise<void> => {
    since = from;
    for (const deadline = now() + 60_000; report().frames < frames; await wait(20))
      if (now() > deadline) throw new Error('The music did not come back');
  };
  await soundFrom(since, 100);
  const from = now() - 1_500;
  since = from;
  await disturb(scene);
  for (const deadline = now() + 60_000; report().sources.length < 2 && now() < deadline; await wait(20));
  await soundFrom(now(), 60);
  since = from;
  const whole = report();
  const [first, second] = whole.sources;
  if (!first || !second) throw new Error('The music did not move to another connection');
  const silence = second.firstFrameAt - first.lastFrameAt;
  return { silence, jump: jumpAt(whole, (first.lastFrameAt + second.firstFrameAt) / 2) };
}

async function killNode({ platform, guild }: Scene): Promise<void> {
  const played = await nodeOf(platform, guild);
  played.kill('SIGKILL');
}

async function killNodeForASecond({ platform }: Scene): Promise<void> {
  const [node] = platform.nodes;
  if (!node) throw new Error('There is no node');
  node.kill('SIGKILL');
  await node.exited;
  await wait(1_000);
  await platform.startNode(node.name, node.port);
}

async function freezeOwner({ platform }: Scene): Promise<void> {
  const [bot] = platform.workerBots;
  const owner = bot && (await platform.ownerOf(bot));
  if (!owner) throw new Error('Nobody owns the worker');
  owner.kill('SIGSTOP');
}

/** The node with the guild's player. */
async function nodeOf(platform: Platform, guild: SimulatedGuild): Promise<Platform['nodes'][number]> {
  const redis = createRedis(platform.redis.url, { role: 'commands', name: 'bench' });
  const sessions = await redis.hgetall(redisKeys().lavalink(platform.workerBots[0]?.botUserId ?? ''));
  redis.disconnect();
  for (const node of platform.nodes) {
    const { sessionId } = JSON.parse(sessions[node.name] ?? '{}') as { sessionId?: string };
    const path = `/v4/sessions/${sessionId}/players/${guild.id}`;
    const { ok } = await fetch(`http://127.0.0.1:${node.port}${path}`, {
      headers: { authorization: platform.lavalinkPassword },
    });
    if (ok) return node;
  }
  throw new Error(`No node plays in ${guild.name}`);
}

function targetsOf(samples: ReadonlyMap<string, readonly Loss[]>, name: string, limit: number): Target[] {
  const values = (samples.get(name) ?? []).map(({ silence }) => silence);
  return [target(name, 'at most', limit, 'ms', values)];
}

function sectionOf(samples: ReadonlyMap<string, readonly Loss[]>): Section {
  const cell = (list: readonly Loss[], key: keyof Loss): string =>
    spreadText(spreadOf(list.map((one) => one[key])));
  return {
    name: 'nodes',
    title: 'Loss of a node, and of an owner',
    method: `One session plays a sine that rises all the time, so that the simulated Discord can tell which place of the track is heard. The
nodes are the ones of this repository, which queue 0.4 s of sound as Lavalink does. They start in about 1 s; Lavalink takes 4 to 7 s, so the
second line is as much longer there.`,
    tables: [
      {
        caption: 'Milliseconds',
        head: ['', 'longest silence', 'jump of the music (negative: heard twice)'],
        rows: [...samples].map(([name, list]) => [name, cell(list, 'silence'), cell(list, 'jump')]),
      },
    ],
    targets: [
      ...targetsOf(samples, 'node killed, a second one is up', 600),
      ...targetsOf(samples, 'the only node killed, back after 1 s', 3_000),
      ...targetsOf(samples, 'owner frozen, its successor takes the players over', 60),
    ],
  };
}

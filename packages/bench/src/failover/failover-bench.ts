import { setTimeout as wait } from 'node:timers/promises';
import type { SimulatedChannel, SimulatedMember } from '@anankor/discord-simulator';
import { Platform } from '@anankor/local-stack';
import type { BenchOptions } from '../options.ts';
import type { Section } from '../report/section.ts';
import { spreadOf, spreadText } from '../report/spread.ts';

const signals = ['SIGKILL', 'SIGTERM'] as const;
type Signal = (typeof signals)[number];

/** Milliseconds after the signal, but for the gap. */
interface Failover {
  owned: number;
  answered: number;
  /** Longest time between two frames of audio, from the signal until the command's answer and a second more. */
  gap: number;
  lost: number;
}

interface Scene {
  platform: Platform;
  member: SimulatedMember;
  text: SimulatedChannel;
  voice: SimulatedChannel;
}

const ROUNDS_AT_MOST = 8;

export async function failoverBench({ rounds }: BenchOptions, say: (what: string) => void): Promise<Section> {
  const platform = await Platform.start({
    workerBots: 1,
    workers: 2,
    simulator: { requestsPerSecond: 10_000, messageBucket: { limit: 10_000, windowMs: 1_000 } },
  });
  const samples: Record<Signal, Failover[]> = { SIGKILL: [], SIGTERM: [] };
  try {
    const scene = await setScene(platform);
    for (let round = 1; round <= Math.min(rounds, ROUNDS_AT_MOST); round++) {
      for (const signal of signals) {
        const failover = await failOver(scene, signal, 50 + round);
        samples[signal].push(failover);
        say(`failover: round ${round}/${rounds}, ${signal}: ${JSON.stringify(failover)}`);
        await platform.startWorker();
      }
    }
  } finally {
    await platform.stop();
  }
  return sectionOf(samples);
}

async function setScene(platform: Platform): Promise<Scene> {
  const { discord, masterBot, workerBots } = platform;
  const guild = discord.createGuild({ name: 'Bench', bots: [masterBot, ...workerBots] });
  const text = guild.createTextChannel({ name: 'music' });
  const voice = guild.createVoiceChannel({ name: 'music' });
  const member = guild.createMember({ name: 'ada' });
  member.joinVoice(voice);
  const play = member.type('/play query:library:endless-summer', { channel: text, app: masterBot });
  await play.reply({ timeoutMs: 10_000 });
  await wait(3_000);
  return { platform, member, text, voice };
}

async function failOver(scene: Scene, signal: Signal, level: number): Promise<Failover> {
  const { platform, member, text, voice } = scene;
  const [bot] = platform.workerBots;
  const former = bot && (await platform.ownerOf(bot));
  if (!bot || !former) throw new Error('Nobody owns the worker');
  const at = performance.timeOrigin + performance.now();
  former.kill(signal);
  const command = member.type(`/volume level:${level}`, { channel: text, app: platform.masterBot });
  const since = (): number => performance.timeOrigin + performance.now() - at;
  const owned = (async () => {
    for (;;) {
      const owner = await platform.ownerOf(bot);
      if (owner && owner.pid !== former.pid) return since();
      await wait(10);
    }
  })();
  const answered = command.reply({ timeoutMs: 60_000 }).then(since);
  const result = { owned: await owned, answered: await answered };
  await wait(1_000);
  const { largestGapMs, lostFrames } = platform.discord.voice.report({
    guildId: voice.guildId,
    channelId: voice.id,
    since: at - 500,
  });
  return { ...result, gap: largestGapMs, lost: lostFrames };
}

function sectionOf(samples: Record<Signal, Failover[]>): Section {
  const cell = (signal: Signal, key: keyof Failover): string =>
    spreadText(spreadOf(samples[signal].map((one) => one[key])));
  return {
    name: 'failover',
    title: 'Fail-over',
    method: `One worker bot that plays, its process and a hot standby. The process gets the signal, and in the same moment a
member types \`/volume\`. The audio is decoded by the simulated Discord; between two frames there are 20 ms. A killed
process's lease (\`LEASE_TTL\`, 5 s) has to run out before anybody may act for it; the audio does not wait for that. A process
that is asked to stop hands over.`,
    tables: [
      {
        caption: 'Milliseconds after the signal',
        head: [
          '',
          'another process owns the bot',
          'the command is answered',
          'longest gap in the audio, ms',
          'frames lost',
        ],
        rows: signals.map((signal) => [
          signal,
          ...(['owned', 'answered', 'gap', 'lost'] as const).map((key) => cell(signal, key)),
        ]),
      },
    ],
    targets: [],
  };
}

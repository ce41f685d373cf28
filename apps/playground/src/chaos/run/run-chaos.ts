import { setTimeout as wait } from 'node:timers/promises';
import type { Command, FaultRecord, History } from '../history.ts';
import { Dice } from '../plan/dice.ts';
import { planFaults } from '../plan/schedule.ts';
import { longTracks, planCommands } from '../plan/workload.ts';
import type { ChaosSettings } from '../settings.ts';
import { readDeadLetters } from './dead-letters.ts';
import { Injector } from './inject.ts';
import { audioOf } from './listen.ts';
import { Members } from './members.ts';
import type { Typed } from './members.ts';
import { Processes } from './processes.ts';
import { RunDelayWatch } from './run-delay.ts';
import { Recorder } from './recorder.ts';
import { replyPatterns } from './reply-patterns.ts';
import { Scene } from './scene.ts';
import { StallWatch } from './stall-watch.ts';

export interface ChaosEvents {
  progress(line: string): void;
  fault(record: FaultRecord, phase: 'begins' | 'healed' | 'skipped'): void;
  typed(typed: Typed): void;
}

/** How long the music plays undisturbed at first: what is heard then is the machine's own jitter. */
const BASELINE_MS = 6_000;
/** How long the last commands are waited for: the longest life of a job and some. */
const SETTLE_MS = 150_000;
/** How long the platform may take to be whole again. */
const HEAL_MS = 60_000;
/** How long everybody listens at the end. */
const FINALE_MS = 4_000;

/** One run of a seed: music, faults and commands, then calm and an audit by the members themselves. */
export async function runChaos(
  settings: ChaosSettings,
  events: ChaosEvents,
): Promise<{ history: History; logs: ReadonlyMap<string, string> }> {
  const watch = new StallWatch();
  const processes = await Processes.start(settings, (line) => events.progress(line));
  const sound = new RunDelayWatch(() => [process.pid, ...processes.nodes.map((node) => node.process.pid)]);
  try {
    const scene = new Scene(processes, settings);
    const { discord, workerBots, redis } = processes.platform;
    const recorder = new Recorder(discord.transcript, replyPatterns());
    const members = new Members(scene, (typed) => events.typed(typed));
    const startedAt = Date.now();
    await begin(scene, members, settings);
    events.progress(`music in ${scene.channels.length} channels; listening for ${BASELINE_MS} ms`);
    await wait(BASELINE_MS);

    const faultsFrom = Date.now();
    const injector = new Injector(scene, (record, phase) => events.fault(record, phase));
    await Promise.all([injector.run(planFaults(settings)), members.run(planCommands(settings))]);
    processes.heal();
    await scene.allPlay(HEAL_MS);
    await scene.allSeated(HEAL_MS);
    await members.settled(SETTLE_MS);
    events.progress('calm: every channel is asked what it plays and what waits');

    const calmAt = Date.now();
    await audit(scene, members);
    await wait(FINALE_MS);
    const endedAt = Date.now();
    const workerIds = workerBots.map(({ botUserId }) => botUserId);
    const history: History = {
      ...{ seed: settings.seed, startedAt, faultsFrom, calmAt, endedAt },
      channels: scene.channels.map(({ name, guild }) => ({ name, guild: guild.name })),
      commands: commandsOf(members, recorder),
      faults: injector.records,
      audio: scene.channels.map((channel) => audioOf(discord, channel, startedAt)),
      stalls: { harness: watch.harness, machine: watch.machine, sound: sound.stalls },
      load: watch.load,
      deadLetters: await readDeadLetters(redis.url, workerIds),
    };
    return { history, logs: processes.logs() };
  } finally {
    sound.stop();
    await watch.stop();
    await processes.stop();
  }
}

/** Every channel gets its first tracks; resolves when all are heard. Throws when one stays silent. */
async function begin(scene: Scene, members: Members, settings: ChaosSettings): Promise<void> {
  const dice = new Dice(settings.seed + 2);
  const tracks = longTracks(settings.minutes);
  for (const { index } of scene.channels) {
    members.act(index, { kind: 'play', slug: dice.pick(tracks) });
    await wait(100);
  }
  await members.settled(30_000);
  for (const { index } of scene.channels) {
    for (let n = 0; n < 3; n += 1) members.act(index, { kind: 'play', slug: dice.pick(tracks) });
    await wait(100);
  }
  await members.settled(30_000);
  const { discord } = scene.processes.platform;
  const silent = (): string[] =>
    scene.channels.filter(({ voice }) => discord.audio(voice).frames < 50).map(({ name }) => name);
  for (const deadline = performance.now() + 30_000; silent().length > 0; await wait(500)) {
    if (performance.now() > deadline) throw new Error(`no music in ${silent().join(', ')}`);
  }
}

/** The members look at what plays and at every page of the queue, until all are answered. */
async function audit(scene: Scene, members: Members): Promise<void> {
  for (const { index } of scene.channels) {
    members.act(index, { kind: 'nowplaying' });
    members.act(index, { kind: 'queue', page: 1 });
    members.act(index, { kind: 'queue', page: 2 });
    await wait(50);
  }
  await members.settled(SETTLE_MS);
}

function commandsOf(members: Members, recorder: Recorder): Command[] {
  const presses = members.typed.filter(({ panelId }) => panelId !== null);
  return members.typed.map((typed) => recorder.commandOf(typed, presses));
}

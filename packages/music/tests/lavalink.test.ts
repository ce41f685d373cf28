import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AnankorError } from '@anankor/core';
import type { ReadyEntry } from '@anankor/schemas';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@anankor/audio-node/testing';
import { startNodeProcess } from '@anankor/audio-node/testing';
import type { NodeProcess } from '@anankor/audio-node/testing';
import { VoiceRoom, reportTime } from '@anankor/audio-node/testing';
import type { Seat } from '@anankor/audio-node/testing';
import * as music from '../src/index.ts';
import type { NodeOptions, SessionEvent } from '../src/index.ts';
import { MiniWorker } from './mini-worker.ts';
import type { MiniWorkerOptions } from './mini-worker.ts';
import { WireCutter } from './wire-cutter.ts';

const USER = '5001';
const hz = { 'harbour-lights': 262, 'concert-pitch': 440, 'long-way-home': 523, 'glass-garden': 622 };
type Slug = keyof typeof hz | 'broken' | 'torn' | 'paper-boats';

/** Real processes, real UDP: workers are killed and frozen, nodes die, and what is asserted is what was heard. */
describe('players on a node', () => {
  let room: VoiceRoom;
  let node: NodeProcess;
  let folder: string;
  let files = 0;
  const undo: (() => Promise<unknown>)[] = [];

  const env = (): Record<string, string> => ({
    NODE_EXTRA_CA_CERTS: room.certificateFile,
    PLAYER_UPDATE_INTERVAL_MS: '500',
  });
  const named = (name: string, { host, port, password }: NodeProcess): NodeOptions => ({
    name,
    host,
    port,
    password,
  });
  const options = (
    seat: Seat,
    nodes = [named('one', node)],
    file = join(folder, `${files++}.json`),
  ): MiniWorkerOptions => ({
    nodes,
    userId: USER,
    guildId: seat.guildId,
    file,
    timing: { lostMs: 1_500 },
  });
  const entry = async (slug: Slug, id: string = slug): Promise<ReadyEntry> => {
    const rest = new music.LavalinkRest({ node: named('one', node), timeoutMs: 10_000 });
    const loader = new music.TrackLoader({
      rests: () => [rest],
      searchPrefix: 'libsearch',
      identifierPrefixes: ['library:'],
    });
    const outcome = await loader.load(`library:${slug}`);
    if (outcome.kind !== 'track') throw new Error(`${slug}: ${outcome.kind}`);
    return { id, state: 'ready', track: outcome.tracks[0], requesterId: USER };
  };
  const begin = async (given: MiniWorkerOptions, seat: Seat, slugs: Slug[]): Promise<MiniWorker> => {
    const worker = new MiniWorker(given);
    undo.push(() => worker.stop());
    await worker.start();
    const voice = room.admit(seat);
    worker.event({ type: 'voiceState', channelId: voice.channelId, sessionId: voice.sessionId });
    worker.event({ type: 'voiceServer', token: voice.token, endpoint: voice.endpoint });
    const entries = await Promise.all(slugs.map((slug) => entry(slug)));
    worker.do((draft) => music.enqueue(draft, entries, 'end'));
    return worker;
  };
  /** A worker in a process of its own, as a successor by the file of another. */
  const spawnWorker = async (
    given: MiniWorkerOptions,
  ): Promise<{ child: ChildProcess; events: (SessionEvent | string)[] }> => {
    const main = fileURLToPath(new URL('./mini-worker-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--conditions=@anankor/source', main, JSON.stringify(given)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    undo.push(async () => {
      child.kill('SIGKILL');
      await exited;
    });
    const events: (SessionEvent | string)[] = [];
    createInterface({ input: child.stdout }).on('line', (line) =>
      events.push(JSON.parse(line) as SessionEvent),
    );
    await eventually(() => events.includes('started'), 15_000);
    return { child, events };
  };
  const hears = (seat: Seat, slug: keyof typeof hz, since = 0): Promise<unknown> =>
    eventually(() => {
      const last = room.report(seat, since).samples.at(-1);
      return last?.hz != null && Math.abs(last.hz - hz[slug]) < hz[slug] * 0.04 && last;
    }, 15_000);
  const heard = (seat: Seat, since: number, frames: number): Promise<unknown> =>
    eventually(() => room.report(seat, since).frames >= frames, 15_000);
  /** Gaps that are not the machine's: the sender stopped, or another one took over. */
  const gaps = (seat: Seat, since: number) =>
    room.report(seat, since).gaps.filter(({ announced, acrossSources }) => announced || acrossSources);

  beforeAll(async () => {
    room = await VoiceRoom.open();
    folder = await mkdtemp(join(tmpdir(), 'anankor-music-'));
    node = await startNodeProcess(env());
  });
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  afterAll(async () => {
    await node.stop();
    await room.close();
    await rm(folder, { recursive: true });
  });

  it('play what the session wants: next, paused, resumed, seeked, stopped, taken back', async () => {
    const seat = room.seat(USER);
    const worker = await begin(options(seat), seat, ['concert-pitch', 'long-way-home']);
    await hears(seat, 'concert-pitch');
    await eventually(() => worker.state?.head.started === true);
    let since = reportTime();
    worker.do((draft) => music.skip(draft));
    await hears(seat, 'long-way-home', since);
    worker.do(music.pause);
    const port = worker.pool.at('one')!;
    await eventually(async () => (await port.observe(seat.guildId))?.paused === true);
    worker.do((draft) => music.seek(draft, 100_000));
    worker.do(music.resume);
    await eventually(() => worker.state?.head.seeking === false);
    await eventually(async () => ((await port.observe(seat.guildId))?.track?.positionMs ?? 0) > 100_000);
    expect(music.positionAt(worker.state!.head, Date.now())).toBeGreaterThan(99_000);
    worker.do((draft) => music.setVolume(draft, 50));
    worker.do((draft) => music.setFilters(draft, { timescale: { speed: 1.2 } }));
    await eventually(async () => {
      const player = await port.observe(seat.guildId);
      return player?.volume === 50 && 'timescale' in player.filters;
    });
    worker.do(music.stop);
    await eventually(async () => (await port.observe(seat.guildId))?.track === null);
    since = reportTime();
    worker.do(music.undo);
    await eventually(async () => ((await port.observe(seat.guildId))?.track?.positionMs ?? 0) > 100_000);
    worker.do((draft) => music.leave(draft, false));
    await eventually(async () => (await port.observe(seat.guildId)) === null);
    expect(worker.errors).toEqual([]);
  }, 60_000);

  it('go on to the next track at the end of one, and past one that fails', async () => {
    const seat = room.seat(USER);
    const worker = await begin(options(seat), seat, ['harbour-lights', 'broken', 'torn', 'long-way-home']);
    await hears(seat, 'harbour-lights');
    await hears(seat, 'long-way-home');
    expect(worker.state?.history.map(({ id }) => id).toArray()).toEqual(['harbour-lights', 'broken', 'torn']);
    expect(worker.state?.head.current?.id).toBe('long-way-home');
  }, 60_000);

  it('are resumed by a second process after the first was killed, without a gap', async () => {
    const seat = room.seat(USER);
    const given = options(seat);
    const first = await begin(given, seat, ['concert-pitch', 'long-way-home']);
    await hears(seat, 'concert-pitch');
    await first.stop();
    const victim = await spawnWorker(given);
    expect(victim.events).toContainEqual(expect.objectContaining({ type: 'nodeReady', kept: true }));
    const since = reportTime();
    victim.child.kill('SIGKILL');
    // It has the voice credentials from the one before, as the bot never left its channel.
    const successor = new MiniWorker({ ...given });
    undo.push(() => successor.stop());
    await successor.start();
    await heard(seat, since, 150);
    expect(successor.state?.head.current?.id).toBe('concert-pitch');
    expect(successor.state?.head.play).toBe(1);
    expect(gaps(seat, since)).toEqual([]);
    expect(successor.errors).toEqual([]);
    const skipped = reportTime();
    successor.do((draft) => music.skip(draft));
    await hears(seat, 'long-way-home', skipped);
  }, 60_000);

  it('are taken over from a process that is frozen, and what ended meanwhile has ended', async () => {
    const seat = room.seat(USER);
    const given = options(seat);
    const first = await begin(given, seat, ['harbour-lights', 'concert-pitch', 'long-way-home']);
    await hears(seat, 'harbour-lights');
    await first.stop();
    const frozen = await spawnWorker(given);
    frozen.child.kill('SIGSTOP');
    await eventually(() => room.report(seat).frames >= 400, 15_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const successor = await begin({ ...given }, seat, []);
    await hears(seat, 'concert-pitch');
    expect(successor.state?.history.last()?.id).toBe('harbour-lights');

    const again = options(seat, given.nodes, given.file);
    await successor.stop();
    const second = await spawnWorker(again);
    second.child.kill('SIGSTOP');
    const since = reportTime();
    const { sessionId } = (await stored(given.file))['one']!;
    const third = await begin(again, seat, []);
    await heard(seat, since, 150);
    expect(third.pool.at('one')?.placement.sessionId).not.toBe(sessionId);
    expect(third.state?.head).toMatchObject({ started: true, play: 2 });
    // The old player stopped when the new one had begun; this bound is a loaded machine's, measured are 20 to 46 ms.
    for (const gap of gaps(seat, since)) expect(gap.ms).toBeLessThan(1_000);
    expect(third.errors).toEqual([]);
  }, 90_000);

  it('are replayed where they were when the node died and came back', async () => {
    const seat = room.seat(USER);
    const mortal = await startNodeProcess(env());
    const worker = await begin(options(seat, [named('mortal', mortal)]), seat, ['concert-pitch']);
    await hears(seat, 'concert-pitch');
    await eventually(() => music.positionAt(worker.state!.head, Date.now()) > 3_000);
    const died = music.positionAt(worker.state!.head, Date.now());
    mortal.child.kill('SIGKILL');
    await once(mortal.child, 'exit');
    await eventually(() => worker.state?.head.node === null);
    expect(worker.pool.up).toBe(false);
    expect(worker.pool.pick()).toBeNull();
    const since = reportTime();
    const reborn = await startNodeProcess({ ...env(), SERVER_PORT: String(mortal.port) });
    undo.unshift(() => reborn.stop());
    await hears(seat, 'concert-pitch', since);
    const { positionMs } = (await worker.pool.at('mortal')!.observe(seat.guildId))!.track!;
    expect(positionMs).toBeGreaterThan(died - 2_500);
    expect(positionMs).toBeLessThan(died + 15_000);
    expect(worker.state?.head).toMatchObject({ play: 1, current: { id: 'concert-pitch' } });
  }, 60_000);

  it('move to another node when theirs is lost', async () => {
    const seat = room.seat(USER);
    const mortal = await startNodeProcess(env());
    const worker = await begin(options(seat, [named('mortal', mortal)]), seat, ['glass-garden']);
    await hears(seat, 'glass-garden');
    await worker.stop();
    const heir = await begin(
      options(seat, [named('one', node), named('mortal', mortal)], worker.file),
      seat,
      [],
    );
    expect(heir.state?.head.node?.name).toBe('mortal');
    mortal.child.kill('SIGKILL');
    await once(mortal.child, 'exit');
    const since = reportTime();
    await eventually(() => heir.state?.head.node?.name === 'one', 20_000);
    await hears(seat, 'glass-garden', since);
    expect(heir.state?.head.play).toBe(1);
  }, 60_000);

  it('go on while the connection is away, and are resumed', async () => {
    const seat = room.seat(USER);
    const wire = await WireCutter.open(node.port);
    undo.push(() => wire.close());
    const events: SessionEvent[] = [];
    const given = options(seat, [{ ...named('one', node), port: wire.port }]);
    const worker = await begin({ ...given, onEvent: (event) => events.push(event) }, seat, ['concert-pitch']);
    await hears(seat, 'concert-pitch');
    const since = reportTime();
    events.length = 0;
    wire.cut();
    await eventually(() => !worker.pool.up);
    wire.mend();
    await eventually(() => events.some((event) => event.type === 'nodeReady' && event.kept));
    await heard(seat, since, 100);
    expect(gaps(seat, since)).toEqual([]);
    expect(worker.state?.head).toMatchObject({ play: 1, started: true });
    expect(worker.errors).toContain('LAVALINK_UNAVAILABLE');
  }, 60_000);

  it('are destroyed on a node that comes back when they play on another', async () => {
    const seat = room.seat(USER);
    const other = await startNodeProcess(env());
    const wire = await WireCutter.open(other.port);
    const away = { ...named('away', other), port: wire.port };
    const worker = await begin(options(seat, [away]), seat, ['glass-garden']);
    await hears(seat, 'glass-garden');
    await worker.stop();
    const heir = await begin(options(seat, [named('one', node), away], worker.file), seat, []);
    wire.cut();
    await eventually(() => heir.state?.head.node?.name === 'one', 20_000);
    wire.mend();
    const back = await eventually(() => heir.pool.at('away') ?? undefined, 20_000);
    expect(await back.observeAll()).toEqual(new Map());
    expect(heir.state?.head).toMatchObject({ node: { name: 'one' }, play: 1 });
    await heir.stop();
    await wire.close();
    await other.stop();
  }, 60_000);

  it('are not touched once the lease is lost', async () => {
    const seat = room.seat(USER);
    let lost = false;
    const given = options(seat);
    const guard = (): void => {
      if (lost) throw new AnankorError('CLAIM_LOST', 'the lease is lost');
    };
    const worker = await begin({ ...given, guard }, seat, ['concert-pitch', 'long-way-home']);
    await hears(seat, 'concert-pitch');
    lost = true;
    const since = reportTime();
    worker.do((draft) => music.skip(draft));
    await eventually(() => worker.errors.some((error) => error.includes('the lease is lost')));
    await heard(seat, since, 50);
    await hears(seat, 'concert-pitch', since);
  }, 60_000);

  it('are refused with the wrong password, which is told once however often it is tried', async () => {
    const seat = room.seat(USER);
    const worker = new MiniWorker(options(seat, [{ ...named('one', node), password: 'wrong' }]));
    await worker.start();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(worker.errors).toEqual([expect.stringContaining('LAVALINK_REFUSED')]);
    expect(worker.pool.states).toMatchObject([
      { state: 'refused', cause: expect.stringContaining('password') },
    ]);
    expect(worker.pool.up).toBe(false);
    await worker.stop();
  });

  async function stored(file: string): Promise<Record<string, { sessionId: string }>> {
    return (JSON.parse(await readFile(file, 'utf8')) as { nodes: Record<string, { sessionId: string }> })
      .nodes;
  }
});

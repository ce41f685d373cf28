import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libraryTracks } from '../src/index.ts';
import { LavalinkConnection, eventually } from './support/lavalink-connection.ts';
import { startNodeProcess } from './support/node-process.ts';
import type { NodeProcess } from './support/node-process.ts';
import { VoiceRoom, reportTime } from './support/voice-room.ts';
import type { Seat } from './support/voice-room.ts';
import { makeWav } from './support/wav.ts';

const hzOf = (slug: string): number => libraryTracks.find((track) => track.slug === slug)?.frequency ?? 0;

/** Everything here is a process of its own and real UDP; what is asserted is what arrived at the voice server. */
describe('sound', () => {
  let room: VoiceRoom;
  let node: NodeProcess;
  let second: NodeProcess;
  let files: Server;
  const connections: LavalinkConnection[] = [];

  const connect = async (target = node, sessionId?: string): Promise<LavalinkConnection> => {
    const connection = await LavalinkConnection.open(target, sessionId);
    connections.push(connection);
    return connection;
  };
  const play = async (connection: LavalinkConnection, seat: Seat, body: object): Promise<void> => {
    const voice = room.admit(seat);
    const { status } = await connection.player('PATCH', seat.guildId, { voice, ...body });
    expect(status).toBe(200);
  };
  /** Frequency and level of the last full window, once one began after `since`. */
  const toneSince = (seat: Seat, since: number): Promise<{ hz: number; db: number }> =>
    eventually(() => {
      const [, sample] = room.report(seat, since).samples;
      return sample?.hz != null && { hz: sample.hz, db: sample.db };
    });
  const near = (hz: number): { min: number; max: number } => ({ min: hz * 0.97, max: hz * 1.03 });
  const expectTone = async (seat: Seat, since: number, hz: number): Promise<void> => {
    const tone = await toneSince(seat, since);
    expect(tone.hz).toBeGreaterThan(near(hz).min);
    expect(tone.hz).toBeLessThan(near(hz).max);
  };

  beforeAll(async () => {
    room = await VoiceRoom.open();
    const env = { NODE_EXTRA_CA_CERTS: room.certificateFile, HTTP_PRIVATE_HOSTS: '127.0.0.1' };
    [node, second] = await Promise.all([startNodeProcess(env), startNodeProcess(env)]);
    const wav = makeWav(500, 20);
    files = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'audio/wav' }).end(wav);
    }).listen(0, '127.0.0.1');
    await once(files, 'listening');
  });

  afterAll(async () => {
    for (const connection of connections) await connection.cut();
    expect(await Promise.all([node.stop(), second.stop()])).toEqual([0, 0]);
    files.close();
    await room.close();
  });

  it('plays a library track at its frequency, every frame of it', async () => {
    const connection = await connect();
    const seat = room.seat();
    const track = { identifier: 'library:harbour-lights' };
    await play(connection, seat, { track, position: 6000 });
    await connection.waitForEvent('TrackEndEvent', seat.guildId, 0, 15_000);
    const report = await eventually(() => {
      const heard = room.report(seat);
      return heard.silenceFrames === 5 && heard;
    });
    expect(report).toMatchObject({ frames: 100, lostFrames: 0, badFrames: 0, timestampJumps: [] });
    expect(report.segments[0]?.hz).toBeCloseTo(262, -1);
  });

  it('changes the track, the place in it, the volume and the speed', async () => {
    const connection = await connect();
    const seat = room.seat();
    const patch = (body: object): Promise<unknown> => connection.player('PATCH', seat.guildId, body);
    await play(connection, seat, { track: { identifier: 'library:slow-river' } });
    await expectTone(seat, 0, hzOf('slow-river'));
    const { db: loud } = await toneSince(seat, 0);

    let since = reportTime();
    await patch({ track: { identifier: 'library:high-plains' } });
    await expectTone(seat, since + 700, hzOf('high-plains'));

    since = reportTime();
    await patch({ volume: 50 });
    const { db: quiet } = await toneSince(seat, since + 700);
    expect(loud - quiet).toBeGreaterThan(6);
    expect(loud - quiet).toBeLessThan(9);

    since = reportTime();
    await patch({ volume: 100, filters: { timescale: { pitch: 1.5 } } });
    await expectTone(seat, since + 900, hzOf('high-plains') * 1.5);

    since = reportTime();
    await patch({ filters: { timescale: { rate: 0.5 } } });
    await expectTone(seat, since + 900, hzOf('high-plains') * 0.5);

    since = reportTime();
    await patch({ filters: { timescale: { speed: 2 } } });
    await expectTone(seat, since + 900, hzOf('high-plains'));

    since = reportTime();
    await patch({ filters: { equalizer: [{ band: 8, gain: -0.25 }] } });
    const { db: muffled } = await toneSince(seat, since + 900);
    expect(loud - muffled).toBeGreaterThan(3);
    await patch({ filters: {} });
    await patch({ position: 14 * 60_000 + 58_000 });
    await connection.waitForEvent('TrackEndEvent', seat.guildId, connection.messages.length - 1, 15_000);
    expect(room.report(seat)).toMatchObject({ lostFrames: 0, badFrames: 0, timestampJumps: [] });
  });

  it('advances twice as fast at twice the speed', async () => {
    const connection = await connect();
    const seat = room.seat();
    const filters = { timescale: { speed: 2 } };
    await play(connection, seat, { track: { identifier: 'library:slow-river' }, filters });
    const { frames } = await room.heard(seat, 100);
    const { body } = await connection.player('GET', seat.guildId);
    // The player is 0.4 s ahead of what is heard.
    expect(body.state.position / (frames * 20 + 400)).toBeGreaterThan(1.7);
    expect(body.state.position / (frames * 20 + 400)).toBeLessThan(2.5);
  });

  it('plays a file from the web, transcoded', async () => {
    const connection = await connect();
    const seat = room.seat();
    const identifier = `http://127.0.0.1:${(files.address() as AddressInfo).port}/some_tone.wav`;
    await play(connection, seat, { track: { identifier } });
    const start = await connection.waitForEvent('TrackStartEvent', seat.guildId);
    expect(start['track']).toMatchObject({
      info: { title: 'some tone', length: 20_000, sourceName: 'http' },
    });
    await expectTone(seat, 0, 500);
  });

  it('plays on while its client is killed and another takes the session over', async () => {
    const connection = await connect();
    const seat = room.seat();
    await connection.session('PATCH', { resuming: true, timeout: 60 });
    await play(connection, seat, { track: { identifier: 'library:slow-river' } });
    await room.heard(seat, 50);
    await connection.cut();
    const next = await connect(node, connection.sessionId);
    expect(next.resumed).toBe(true);
    const { body } = await next.player('GET', seat.guildId);
    expect(body.state.connected).toBe(true);
    const { frames } = room.report(seat);
    const report = await room.heard(seat, frames + 50);
    expect(report).toMatchObject({ lostFrames: 0, timestampJumps: [], silenceFrames: 0 });
    expect(report.sources).toHaveLength(1);
  });

  it('hands a player to another node without losing its place', async () => {
    const [from, to] = [await connect(node), await connect(second)];
    const seat = room.seat();
    await play(from, seat, { track: { identifier: 'library:slow-river' }, position: 30_000 });
    await room.heard(seat, 50);
    const { body } = await from.player('GET', seat.guildId);
    const track = { encoded: body.track.encoded };
    await play(to, seat, { track, position: body.state.position });
    await eventually(async () => (await to.player('GET', seat.guildId)).body.state.connected);
    await from.player('DELETE', seat.guildId);
    const since = reportTime();
    await room.heard(seat, 50, since);
    const report = room.report(seat);
    expect(report.sources).toHaveLength(2);
    expect(report.lostFrames).toBe(0);
    await expectTone(seat, since, hzOf('slow-river'));
    const moved = await to.player('GET', seat.guildId);
    expect(moved.body.state.position).toBeGreaterThan(body.state.position);
  });

  it('keeps twenty players going at once', async () => {
    const connection = await connect();
    const seats = Array.from({ length: 20 }, () => room.seat());
    await Promise.all(
      seats.map((seat, index) => {
        const slugs = ['slow-river', 'high-plains', 'morning-shift', 'evening-shift'];
        return play(connection, seat, { track: { identifier: `library:${slugs[index % 4]}` } });
      }),
    );
    for (const seat of seats) {
      const report = await room.heard(seat, 100);
      expect(report).toMatchObject({ lostFrames: 0, badFrames: 0, timestampJumps: [] });
    }
  });
});

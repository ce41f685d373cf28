import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { once } from 'node:events';
import { createCertificate } from '@anankor/discord-simulator';
import type { Certificate } from '@anankor/discord-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AudioNode } from '../src/index.ts';
import { LavalinkConnection, eventually, rest } from './support/lavalink-connection.ts';
import type { Answer, Target } from './support/lavalink-connection.ts';
import { reportTime, VoiceRoom } from './support/voice-room.ts';
import type { Seat } from './support/voice-room.ts';

const password = 'voice test';

describe('players with voice', () => {
  let certificate: Certificate;
  let room: VoiceRoom;
  let node: AudioNode;
  let target: Target;
  const connections: LavalinkConnection[] = [];

  const connect = async (sessionId?: string): Promise<LavalinkConnection> => {
    const connection = await LavalinkConnection.open(target, sessionId);
    connections.push(connection);
    return connection;
  };
  const state = async (connection: LavalinkConnection, { guildId }: Seat): Promise<Answer['body']> =>
    (await connection.player('GET', guildId)).body;
  const connected = (connection: LavalinkConnection, seat: Seat): Promise<Answer['body']> =>
    eventually(async () => {
      const player = await state(connection, seat);
      return player.state.connected && player;
    });
  /** A connected player with a track. */
  const playing = async (
    identifier: string,
    body: object = {},
  ): Promise<{ connection: LavalinkConnection; seat: Seat }> => {
    const connection = await connect();
    const seat = room.seat();
    const voice = room.admit(seat);
    const { status } = await connection.player('PATCH', seat.guildId, {
      voice,
      track: { identifier },
      ...body,
    });
    expect(status).toBe(200);
    await connected(connection, seat);
    return { connection, seat };
  };

  beforeAll(async () => {
    certificate = await createCertificate();
    room = await VoiceRoom.open({ certificate });
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), room.server.certificate]);
    node = await AudioNode.start({
      port: 0,
      password,
      playerUpdateIntervalMs: 100,
      statsIntervalMs: 500,
      trackStuckMs: 300,
      cleanupMs: 600,
      statsBeforeReady: 1,
    });
    target = { host: '127.0.0.1', port: node.port, password };
  });

  afterAll(async () => {
    for (const connection of connections) await connection.cut();
    await node.stop();
    await room.close();
  });

  it('answers before voice is up, then connects and moves on', async () => {
    const { connection, seat } = await playing('library:slow-river');
    const first = await eventually(async () => {
      const player = await state(connection, seat);
      return player.state.position > 200 && player;
    });
    expect(first.track.info.position).toBe(first.state.position);
    expect(first.voice).toMatchObject({ endpoint: room.server.endpoint, channelId: seat.channelId });
    const update = await connection.waitFor(
      ({ op, state: at }) => op === 'playerUpdate' && (at as { position: number }).position > 300,
    );
    expect(update['state']).toMatchObject({ connected: true, time: expect.any(Number) });
    const stats = await connection.waitFor(({ op, frameStats }) => op === 'stats' && frameStats !== null);
    expect(stats['frameStats']).toMatchObject({ sent: expect.any(Number), deficit: expect.any(Number) });
  });

  it('does not reconnect for the voice state it has, and does for a new one', async () => {
    const { connection, seat } = await playing('library:slow-river');
    const { voice } = await state(connection, seat);
    await room.heard(seat, 10);
    expect((await connection.player('PATCH', seat.guildId, { voice })).status).toBe(200);
    await room.heard(seat, 30);
    expect(room.report(seat).sources).toHaveLength(1);
    await connection.player('PATCH', seat.guildId, { voice: room.admit(seat) });
    await eventually(() => room.report(seat).sources.length === 2);
    expect(connection.events('WebSocketClosedEvent')).toEqual([]);
  });

  for (const code of [4006, 4014, 1000]) {
    it(`reports close code ${code} and is connected again by the next voice state`, async () => {
      const { connection, seat } = await playing('library:slow-river');
      room.server.evict(seat, code);
      const event = await connection.waitForEvent('WebSocketClosedEvent', seat.guildId);
      expect(event).toMatchObject({ code, byRemote: true, reason: expect.any(String) });
      expect((await state(connection, seat)).state).toMatchObject({ connected: false, ping: -1 });
      await connection.player('PATCH', seat.guildId, { voice: room.admit(seat) });
      await connected(connection, seat);
    });
  }

  for (const code of [4015, 4000]) {
    it(`resumes silently after close code ${code}`, async () => {
      const { connection, seat } = await playing('library:slow-river');
      await room.heard(seat, 20);
      const resumed = once(room.server, 'connected');
      room.server.evict(seat, code);
      const [{ how }] = (await resumed) as [{ how: string }];
      expect(how).toBe('resumed');
      const { frames } = room.report(seat);
      const report = await room.heard(seat, frames + 30);
      expect(report).toMatchObject({ lostFrames: 0, badFrames: 0 });
      expect(report).toMatchObject({ silenceFrames: 0, timestampJumps: [] });
      expect(report.sources).toHaveLength(1);
      expect(connection.events('WebSocketClosedEvent')).toEqual([]);
    });
  }

  it('resumes in the other encryption too', async () => {
    const other = await VoiceRoom.open({ modes: ['aead_xchacha20_poly1305_rtpsize'], certificate });
    const connection = await connect();
    const seat = other.seat();
    const track = { identifier: 'library:slow-river' };
    await connection.player('PATCH', seat.guildId, { voice: other.admit(seat), track });
    await other.heard(seat, 20);
    const resumed = once(other.server, 'connected');
    other.server.evict(seat, 4015);
    await resumed;
    const { frames } = other.report(seat);
    const report = await other.heard(seat, frames + 20);
    expect(report).toMatchObject({ lostFrames: 0, badFrames: 0, timestampJumps: [] });
    await connection.player('DELETE', seat.guildId);
    await other.close();
  });

  it('resumes after the TCP connection was cut', async () => {
    const { connection, seat } = await playing('library:slow-river');
    await room.heard(seat, 20);
    const resumed = once(room.server, 'connected');
    room.server.dropTcp(seat);
    await resumed;
    const { frames } = room.report(seat);
    await room.heard(seat, frames + 20);
    expect(connection.events('WebSocketClosedEvent')).toEqual([]);
  });

  it('stands still while paused and sends five frames of silence', async () => {
    const { connection, seat } = await playing('library:slow-river');
    await room.heard(seat, 20);
    await connection.player('PATCH', seat.guildId, { paused: true });
    await eventually(() => room.report(seat).silenceFrames === 5);
    const before = await state(connection, seat);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const after = await state(connection, seat);
    expect(after.state.position).toBe(before.state.position);
    expect(room.report(seat).silenceFrames).toBe(5);
    const { frames } = room.report(seat);
    await connection.player('PATCH', seat.guildId, { paused: false });
    await room.heard(seat, frames + 10);
    expect(room.report(seat)).toMatchObject({ lostFrames: 0, timestampJumps: [] });
  });

  it('is 0.4 s ahead: what was queued is still heard after a pause and before the next track', async () => {
    const { connection, seat } = await playing('library:slow-river');
    await room.heard(seat, 30);
    await connection.player('PATCH', seat.guildId, { paused: true });
    const paused = reportTime();
    await eventually(() => room.report(seat).silenceFrames === 5);
    // 20 frames by the clock; a busy machine is late, and a frame may have been on its way.
    expect(room.report(seat, paused).frames).toBeGreaterThan(10);
    expect(room.report(seat, paused).frames).toBeLessThanOrEqual(21);
    await connection.player('PATCH', seat.guildId, { paused: false });
    const since = reportTime();
    await room.heard(seat, 30, since);
    await connection.player('PATCH', seat.guildId, { track: { identifier: 'library:high-plains' } });
    const skipped = reportTime();
    await eventually(() => room.report(seat, skipped).silenceFrames === 5);
    const report = await room.heard(seat, 60, skipped);
    expect(report.segments.map(({ hz }) => Math.round(hz / 20) * 20)).toEqual([740, 880]);
    const [gap] = report.gaps.filter(({ announced }) => announced);
    expect(gap?.ms).toBeGreaterThan(80);
    expect(report.interruptions.filter(({ ms }) => ms > 200)).toEqual([]);
  });

  it('ends a track with finished at its end, and with stopped at its end time', async () => {
    const { connection, seat } = await playing('library:harbour-lights', { position: 7500 });
    const finished = await connection.waitForEvent('TrackEndEvent', seat.guildId);
    expect(finished).toMatchObject({ reason: 'finished', track: { info: { title: 'Harbour Lights' } } });
    expect((await state(connection, seat)).track).toBeNull();
    const from = connection.messages.length;
    const track = { identifier: 'library:slow-river' };
    await connection.player('PATCH', seat.guildId, { track, position: 1000, endTime: 1300 });
    const stopped = await connection.waitForEvent('TrackEndEvent', seat.guildId, from);
    expect(stopped).toMatchObject({ reason: 'stopped' });
  });

  it('seeks: the answer is old, the update new; past the end it finishes', async () => {
    const { connection, seat } = await playing('library:slow-river');
    const from = connection.messages.length;
    const { body } = await connection.player('PATCH', seat.guildId, { position: 60_000 });
    expect(body.state.position).toBeLessThan(30_000);
    const update = await connection.waitFor(({ op }) => op === 'playerUpdate', from);
    expect((update['state'] as { position: number }).position).toBeGreaterThanOrEqual(60_000);
    await connection.player('PATCH', seat.guildId, { position: 13 * 60_000 });
    expect(await connection.waitForEvent('TrackEndEvent', seat.guildId)).toMatchObject({
      reason: 'finished',
    });
    expect((await connection.player('PATCH', seat.guildId, { position: 0 })).status).toBe(500);
  });

  it('keeps a stream where it is', async () => {
    const { connection, seat } = await playing('library:radio');
    await connection.player('PATCH', seat.guildId, { position: 60_000 });
    expect((await state(connection, seat)).state.position).toBeLessThan(60_000);
  });

  it('reports a track that can not be played, one that breaks off and one that is stuck', async () => {
    for (const [slug, position] of [
      ['broken', 0],
      ['torn', 1900],
    ] as const) {
      const { connection, seat } = await playing(`library:${slug}`, { position });
      const exception = await connection.waitForEvent('TrackExceptionEvent', seat.guildId);
      expect(exception['exception']).toMatchObject({ message: expect.any(String), severity: 'suspicious' });
      expect(await connection.waitForEvent('TrackEndEvent', seat.guildId)).toMatchObject({
        reason: 'loadFailed',
      });
    }
    const { connection, seat } = await playing('library:stuck', { position: 1900 });
    const stuck = await connection.waitForEvent('TrackStuckEvent', seat.guildId);
    expect(stuck).toMatchObject({ thresholdMs: 300 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(connection.events('TrackStuckEvent')).toHaveLength(1);
  });

  it('cleans up a track nobody hears', async () => {
    const connection = await connect();
    const { guildId } = room.seat();
    await connection.player('PATCH', guildId, { track: { identifier: 'library:slow-river' } });
    expect(await connection.waitForEvent('TrackEndEvent', guildId)).toMatchObject({ reason: 'cleanup' });
  });

  it('queues the end of a track for the client that resumes', async () => {
    const { connection, seat } = await playing('library:harbour-lights', { position: 7000 });
    await connection.session('PATCH', { resuming: true, timeout: 60 });
    const { sessionId } = connection;
    await connection.cut();
    await eventually(() => room.report(seat).silenceFrames >= 5);
    const next = await connect(sessionId);
    expect(next.resumed).toBe(true);
    await next.waitFor(({ op }) => op === 'playerUpdate');
    const told = next.messages.filter(({ op }) => op !== 'stats').map(({ op, type }) => type ?? op);
    expect(told.slice(0, 3)).toEqual(['ready', 'TrackEndEvent', 'playerUpdate']);
    expect((await state(next, seat)).track).toBeNull();
  });

  it('lets go of voice when a session ends', async () => {
    const { connection, seat } = await playing('library:slow-river');
    await room.heard(seat, 10);
    const closed = once(room.server, 'closed');
    await connection.cut();
    const [{ guildId }] = (await closed) as [Seat];
    expect(guildId).toBe(seat.guildId);
  });

  describe('with a voice server that is not one', () => {
    const voiceAt = (endpoint: string): object => ({ token: 't', sessionId: 's', channelId: '1', endpoint });
    const patch = (
      connection: LavalinkConnection,
      guildId: string,
      voice: object,
    ): Promise<Answer | 'pending'> =>
      Promise.race([
        connection.player('PATCH', guildId, { voice }).catch(() => 'pending' as const),
        new Promise<'pending'>((resolve) => setTimeout(resolve, 700, 'pending')),
      ]);

    it('never answers for a refused port, nor later for that guild, until the player is gone', async () => {
      const connection = await connect();
      const seat = room.seat();
      const { guildId } = seat;
      const port = await closedPort();
      expect(await patch(connection, guildId, voiceAt(`localhost:${port}`))).toBe('pending');
      expect(await patch(connection, guildId, room.admit(seat))).toBe('pending');
      expect((await connection.player('DELETE', guildId)).status).toBe(204);
      await connection.player('PATCH', guildId, { voice: room.admit(seat) });
      await connected(connection, seat);
    });

    it('answers 500 for a port without TLS and for a certificate it does not trust', async () => {
      const connection = await connect();
      const plain = createServer((socket) => socket.end('this is no TLS\n'));
      plain.listen(0, '127.0.0.1');
      await once(plain, 'listening');
      const { port } = plain.address() as AddressInfo;
      const first = await connection.player('PATCH', '1', { voice: voiceAt(`127.0.0.1:${port}`) });
      expect(first.status).toBe(500);
      plain.close();
      const stranger = await VoiceRoom.open();
      const second = await connection.player('PATCH', '2', { voice: voiceAt(stranger.server.endpoint) });
      expect(second).toMatchObject({ status: 500, body: { error: 'Internal Server Error' } });
      await stranger.close();
    });

    it('shows a stack only to who asks for it', async () => {
      const path = `/v4/decodetrack?encodedTrack=x`;
      expect((await rest(target, 'GET', path)).body.trace).toBeUndefined();
      expect((await rest(target, 'GET', `${path}&trace=true`)).body.trace).toContain('RangeError');
    });
  });
});

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

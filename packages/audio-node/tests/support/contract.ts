import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { handshakeStatus, LavalinkConnection, eventually, openSocket, rest } from './lavalink-connection.ts';
import type { Answer, Target } from './lavalink-connection.ts';

export interface ContractTarget extends Target {
  /** An identifier that loads as one seekable track of 10 s or more. */
  track: string;
  /** An identifier that is well-formed and leads nowhere. */
  missing: string;
  /** An identifier that fails to load, and a part of why. */
  failing: string;
  reason: string;
  stop(): Promise<unknown>;
}

/** What a Lavalink v4 node does, observed on 4.1.2 and 4.2.2 or written in its documentation. */
export function describeContract(name: string, start: () => Promise<ContractTarget>): void {
  describe(name, () => {
    let target: ContractTarget;
    let encoded: string;
    let guild = 1000;
    const connections: LavalinkConnection[] = [];

    const connect = async (sessionId?: string): Promise<LavalinkConnection> => {
      const connection = await LavalinkConnection.open(target, sessionId);
      connections.push(connection);
      return connection;
    };
    const newGuild = (): string => String((guild += 1));
    const get = (path: string): Promise<Answer> => rest(target, 'GET', path);

    beforeAll(async () => {
      target = await start();
      const { body } = await get(`/v4/loadtracks?identifier=${encodeURIComponent(target.track)}`);
      expect(body.loadType).toBe('track');
      encoded = body.data.encoded;
    });

    afterAll(async () => {
      for (const connection of connections) await connection.cut();
      await target.stop();
    });

    describe('handshake', () => {
      const good = (): Record<string, string> => ({ Authorization: target.password, 'User-Id': '42' });

      it('refuses a bad password with 401 and a missing User-Id with 400', async () => {
        expect(await handshakeStatus(target, { ...good(), Authorization: 'wrong' })).toBe(401);
        expect(await handshakeStatus(target, { 'User-Id': '42' })).toBe(401);
        expect(await handshakeStatus(target, { Authorization: target.password })).toBe(400);
      });

      it('accepts a client without a name', async () => {
        expect(await handshakeStatus(target, good())).toBe(101);
      });

      it('closes with 1011 when the User-Id is no number', async () => {
        const socket = openSocket(target, { ...good(), 'User-Id': 'abc' });
        const [code] = (await once(socket, 'close')) as [number];
        expect(code).toBe(1011);
      });

      it('says ready with a new session, and sends stats', async () => {
        const connection = await connect();
        expect(connection.resumed).toBe(false);
        expect(connection.sessionId).toMatch(/^[a-z0-9]{16}$/);
        expect(connection.headers['lavalink-api-version']).toBe('4');
        const stats = await connection.waitFor(({ op }) => op === 'stats');
        expect(stats).toMatchObject({ players: expect.any(Number), playingPlayers: expect.any(Number) });
      });
    });

    describe('information', () => {
      it('wants the password everywhere: 401 without, 403 with a wrong one', async () => {
        const url = `http://${target.host}:${target.port}`;
        for (const path of ['/version', '/v4/info', '/v4/stats']) {
          expect((await fetch(url + path)).status).toBe(401);
          expect((await fetch(url + path, { headers: { Authorization: 'wrong' } })).status).toBe(403);
        }
      });

      it('tells its version', async () => {
        const { status, body } = await get('/version');
        expect(status).toBe(200);
        expect(body).toMatch(/^4\.\d+\.\d+/);
      });

      it('describes itself', async () => {
        const { body } = await get('/v4/info');
        expect(body.version).toMatchObject({ semver: expect.stringMatching(/^4\./), major: 4 });
        expect(body.git).toMatchObject({ branch: expect.any(String), commit: expect.any(String) });
        expect(body).toMatchObject({ jvm: expect.any(String), lavaplayer: expect.any(String) });
        expect(body.sourceManagers).toContain('http');
        expect(body.filters).toEqual(expect.arrayContaining(['volume', 'equalizer', 'timescale']));
        expect(body.plugins).toEqual(expect.any(Array));
      });

      it('counts', async () => {
        const { body } = await get('/v4/stats');
        expect(body.cpu.cores).toBeGreaterThan(0);
        expect(body.memory).toMatchObject({ used: expect.any(Number), reservable: expect.any(Number) });
        expect(body.uptime).toBeGreaterThan(0);
        expect(body.frameStats ?? null).toBeNull();
      });

      it('words errors as Lavalink does', async () => {
        const { status, body } = await get('/v4/sessions/nobody/players');
        expect(status).toBe(404);
        expect(body).toMatchObject({
          timestamp: expect.any(Number),
          status: 404,
          error: 'Not Found',
          message: 'Session not found',
          path: '/v4/sessions/nobody/players',
        });
        expect(body.trace).toBeUndefined();
      });
    });

    describe('tracks', () => {
      it('loads a track', async () => {
        const { body } = await get(`/v4/loadtracks?identifier=${encodeURIComponent(target.track)}`);
        expect(body.data).toMatchObject({
          encoded: expect.any(String),
          info: { isSeekable: true, isStream: false, position: 0, title: expect.any(String) },
          pluginInfo: {},
          userData: {},
        });
      });

      it('answers empty for what is not there', async () => {
        const { status, body } = await get(`/v4/loadtracks?identifier=${encodeURIComponent(target.missing)}`);
        expect(status).toBe(200);
        expect(body).toEqual({ loadType: 'empty', data: null });
      });

      it('wraps every failure to load: the reason stands at the end of the stack trace alone', async () => {
        const { status, body } = await get(`/v4/loadtracks?identifier=${encodeURIComponent(target.failing)}`);
        expect(status).toBe(200);
        const message = 'Something went wrong while looking up the track.';
        expect(body).toMatchObject({ loadType: 'error', data: { message, severity: 'fault' } });
        expect(body.data.cause).not.toContain(target.reason);
        const causes = [
          ...String(body.data.causeStackTrace).matchAll(/^Caused by: .*FriendlyException: (.*)$/gm),
        ];
        expect(causes.at(-1)?.[1]).toContain(target.reason);
      });

      it('wants an identifier', async () => {
        expect((await get('/v4/loadtracks')).status).toBe(400);
      });

      it('decodes what it encoded, one and many', async () => {
        const one = await get(`/v4/decodetrack?encodedTrack=${encodeURIComponent(encoded)}`);
        expect(one.body.encoded).toBe(encoded);
        const many = await rest(target, 'POST', '/v4/decodetracks', [encoded, encoded]);
        expect(many.body).toEqual([one.body, one.body]);
      });

      it('refuses to decode nonsense with 500 and nothing with 400', async () => {
        expect((await get('/v4/decodetrack?encodedTrack=nonsense')).status).toBe(500);
        expect((await get('/v4/decodetrack')).status).toBe(400);
        expect((await rest(target, 'POST', '/v4/decodetracks', [])).status).toBe(400);
      });
    });

    describe('players without voice', () => {
      it('plays at once, stands at 0 and is not connected', async () => {
        const connection = await connect();
        const id = newGuild();
        const { status, body } = await connection.player('PATCH', id, { track: { encoded } });
        expect(status).toBe(200);
        expect(body).toMatchObject({ guildId: id, volume: 100, paused: false, filters: {} });
        expect(body.track.encoded).toBe(encoded);
        expect(body.state).toMatchObject({ position: 0, connected: false, ping: -1 });
        const start = await connection.waitForEvent('TrackStartEvent', id);
        expect(start['track']).toMatchObject({ encoded });
        await connection.waitFor(({ op, guildId }) => op === 'playerUpdate' && guildId === id);
        await connection.player('DELETE', id);
        const end = await connection.waitForEvent('TrackEndEvent', id);
        expect(end['reason']).toBe('stopped');
        expect((await connection.player('GET', id)).status).toBe(404);
      });

      it('takes an identifier, user data, and the fields of earlier versions', async () => {
        const connection = await connect();
        const id = newGuild();
        const track = { identifier: target.track, userData: { requester: '7' } };
        const first = await connection.player('PATCH', id, { track });
        expect(first.body.track.userData).toEqual({ requester: '7' });
        const second = await connection.player('PATCH', id, { encodedTrack: encoded });
        expect(second.body.track.encoded).toBe(encoded);
        const third = await connection.player('PATCH', id, { identifier: target.track });
        expect(third.body.track.info.identifier).toBe(second.body.track.info.identifier);
        expect((await connection.player('PATCH', id, { track, encodedTrack: encoded })).status).toBe(400);
        const both = { encoded, identifier: target.track };
        expect((await connection.player('PATCH', id, { track: both })).status).toBe(400);
        expect(
          (await connection.player('PATCH', id, { track: { identifier: target.missing } })).status,
        ).not.toBe(200);
      });

      it('replaces a track, unless told not to', async () => {
        const connection = await connect();
        const id = newGuild();
        await connection.player('PATCH', id, { track: { encoded, userData: { n: 1 } } });
        const kept = await connection.player(
          'PATCH',
          id,
          { track: { encoded, userData: { n: 2 } } },
          '?noReplace=true',
        );
        expect(kept.body.track.userData).toEqual({ n: 1 });
        expect(connection.events('TrackEndEvent')).toEqual([]);
        await connection.player('PATCH', id, { track: { encoded, userData: { n: 3 } } });
        const end = await connection.waitForEvent('TrackEndEvent', id);
        expect(end).toMatchObject({ reason: 'replaced', track: { userData: { n: 1 } } });
        await eventually(() => connection.events().length >= 3);
        const types = connection.events().map(({ type }) => type);
        expect(types).toEqual(['TrackStartEvent', 'TrackEndEvent', 'TrackStartEvent']);
      });

      it('stops for a null track', async () => {
        const connection = await connect();
        const id = newGuild();
        await connection.player('PATCH', id, { track: { encoded } });
        const { body } = await connection.player('PATCH', id, { track: { encoded: null } });
        expect(body.track).toBeNull();
        expect(await connection.waitForEvent('TrackEndEvent', id)).toMatchObject({ reason: 'stopped' });
      });

      it('clamps the volume, pauses, and ignores unknown keys and filters', async () => {
        const connection = await connect();
        const id = newGuild();
        expect((await connection.player('PATCH', id, { volume: 5000 })).body.volume).toBe(1000);
        expect((await connection.player('PATCH', id, { volume: 40 })).body.volume).toBe(40);
        expect((await connection.player('PATCH', id, { paused: true })).body.paused).toBe(true);
        const odd = await connection.player('PATCH', id, {
          filters: { sparkle: { much: 1 } },
          colour: 'red',
        });
        expect(odd.status).toBe(200);
        const filters = { timescale: { speed: 1.5 } };
        const set = await connection.player('PATCH', id, { filters });
        expect(set.body.filters.timescale.speed).toBe(1.5);
        expect((await connection.player('PATCH', id, { filters: { volume: 'loud' } })).status).toBe(400);
      });

      it('answers a seek with the old position or the new one, and tells the new one next', async () => {
        const connection = await connect();
        const id = newGuild();
        await connection.player('PATCH', id, { track: { encoded } });
        const from = connection.messages.length;
        const { body } = await connection.player('PATCH', id, { position: 5000 });
        expect([0, 5000]).toContain(body.state.position);
        const told = await connection.waitFor(
          ({ op, guildId, state }) =>
            op === 'playerUpdate' && guildId === id && (state as { position: number }).position === 5000,
          from,
        );
        expect(told['state']).toMatchObject({ connected: false });
      });

      it('makes an empty player for a PATCH and lists it', async () => {
        const connection = await connect();
        const id = newGuild();
        expect((await connection.player('GET', id)).status).toBe(404);
        await connection.player('PATCH', id, { volume: 50 });
        const { body } = await rest(target, 'GET', `/v4/sessions/${connection.sessionId}/players`);
        expect(body).toHaveLength(1);
        expect(body[0]).toMatchObject({ guildId: id, track: null, volume: 50 });
      });

      it('wants a whole voice state', async () => {
        const connection = await connect();
        const id = newGuild();
        const voice = { token: 't', endpoint: 'localhost:1', sessionId: 's', channelId: '9' };
        for (const key of ['token', 'endpoint', 'sessionId', 'channelId']) {
          const blank = await connection.player('PATCH', id, { voice: { ...voice, [key]: '' } });
          expect(blank.status).toBe(400);
        }
        const { channelId: _, ...without } = voice;
        expect((await connection.player('PATCH', id, { voice: without })).status).toBe(400);
        const odd = await connection.player('PATCH', id, { voice: { ...voice, channelId: 'abc' } });
        expect(odd.status).toBe(500);
      });

      it('lets any client with the password change any session', async () => {
        const [owner, other] = [await connect(), await LavalinkConnection.open(target, undefined, '6002')];
        connections.push(other);
        const id = newGuild();
        const path = `/v4/sessions/${owner.sessionId}/players/${id}`;
        expect((await rest(target, 'PATCH', path, { track: { encoded } })).status).toBe(200);
        await owner.waitForEvent('TrackStartEvent', id);
        expect(other.events()).toEqual([]);
      });
    });

    describe('resuming', () => {
      const resumable = async (timeout = 60): Promise<LavalinkConnection> => {
        const connection = await connect();
        const { body } = await connection.session('PATCH', { resuming: true, timeout });
        expect(body).toEqual({ resuming: true, timeout });
        return connection;
      };
      const gone = (sessionId: string): Promise<boolean> =>
        eventually(async () => (await get(`/v4/sessions/${sessionId}/players`)).status === 404);

      it('gives a session back with its players, and 404 to REST meanwhile', async () => {
        const first = await resumable();
        const id = newGuild();
        await first.player('PATCH', id, { track: { encoded }, volume: 30 });
        await first.waitForEvent('TrackStartEvent', id);
        await first.cut();
        await gone(first.sessionId);
        expect((await first.player('PATCH', id, { volume: 10 })).body.message).toBe('Session not found');
        const second = await connect(first.sessionId);
        expect(second.sessionId).toBe(first.sessionId);
        expect(second.resumed).toBe(true);
        await second.waitFor(({ op, guildId }) => op === 'playerUpdate' && guildId === id);
        const { body } = await second.player('GET', id);
        expect(body).toMatchObject({ volume: 30, track: { encoded } });
        expect(second.events('TrackStartEvent')).toEqual([]);
      });

      it('stays resumable after it was resumed', async () => {
        const first = await resumable();
        await first.cut();
        await gone(first.sessionId);
        const second = await connect(first.sessionId);
        await second.cut();
        await gone(first.sessionId);
        expect((await connect(first.sessionId)).resumed).toBe(true);
      });

      it('makes a new session while the old socket is open, for a wrong id and where resuming is off', async () => {
        const first = await resumable();
        const open = await connect(first.sessionId);
        expect(open.resumed).toBe(false);
        expect(open.sessionId).not.toBe(first.sessionId);
        expect((await connect('0123456789abcdef')).resumed).toBe(false);
        const plain = await connect();
        await plain.cut();
        await gone(plain.sessionId);
        expect((await connect(plain.sessionId)).resumed).toBe(false);
      });

      it('makes a new session after the timeout', async () => {
        const first = await resumable(1);
        await first.cut();
        await gone(first.sessionId);
        await new Promise((resolve) => setTimeout(resolve, 1500));
        expect((await connect(first.sessionId)).resumed).toBe(false);
      });

      it('lets exactly one of several claimants have the session', async () => {
        const first = await resumable();
        await first.cut();
        await gone(first.sessionId);
        const rivals = await Promise.all([1, 2, 3].map(() => connect(first.sessionId)));
        expect(rivals.filter(({ resumed }) => resumed)).toHaveLength(1);
      });
    });
  });
}

import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNodeProcess } from '@anankor/audio-node/testing';
import type { NodeProcess } from '@anankor/audio-node/testing';
import { LavalinkRest, TrackLoader } from '../src/index.ts';
import type { TrackLoaderOptions } from '../src/index.ts';

describe('the track loader', () => {
  let node: NodeProcess;
  let proxy: Server;
  /** Paths that reached the node. */
  const asked: string[] = [];
  let broken = false;
  const failures: [string, { message: string }][] = [];

  const restTo = (port: number, password = node.password): LavalinkRest =>
    new LavalinkRest({ node: { name: 'node', host: '127.0.0.1', port, password }, timeoutMs: 5_000 });
  const throughProxy = (): LavalinkRest => restTo((proxy.address() as AddressInfo).port);
  const loader = (part: Partial<TrackLoaderOptions> = {}): TrackLoader =>
    new TrackLoader({
      rests: () => [throughProxy()],
      searchPrefix: 'libsearch',
      identifierPrefixes: ['library:'],
      onFailure: (...failure) => failures.push(failure),
      ...part,
    });

  beforeAll(async () => {
    node = await startNodeProcess();
    proxy = createServer((request, response) => {
      asked.push(decodeURIComponent(request.url ?? ''));
      if (broken) return response.writeHead(500).end('{"message":"it broke"}');
      const authorization = request.headers.authorization ?? '';
      void fetch(`http://127.0.0.1:${node.port}${request.url}`, { headers: { authorization } }).then(
        async (answer) =>
          response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
      );
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await node.stop();
  });

  it('loads words, tracks and playlists, without a session', async () => {
    const words = await loader().load('  harbour  lights ');
    expect(words).toMatchObject({ kind: 'search', tracks: [{ title: 'Harbour Lights', durationMs: 8_000 }] });
    expect(await loader().load('library:radio')).toMatchObject({
      kind: 'track',
      tracks: [{ isStream: true, durationMs: 0 }],
    });
    expect(await loader().load('library:playlist:short')).toMatchObject({
      kind: 'playlist',
      name: 'Short Ones',
    });
    expect(await loader().load('library:nothing')).toEqual({ kind: 'empty' });
    expect(await loader().load('xqzzy')).toEqual({ kind: 'empty' });
    expect(await loader().load('library:unavailable')).toMatchObject({ kind: 'failed' });
  });

  it('asks once for the same words', async () => {
    const one = loader();
    asked.length = 0;
    const [first, second] = await Promise.all([one.search('paper boats'), one.search('Paper  Boats')]);
    expect(first[0]?.title).toBe('Paper Boats');
    expect(second).toEqual(first);
    await one.load('paper boats');
    expect(asked).toEqual(['/v4/loadtracks?identifier=libsearch:paper boats']);
    expect(await one.search('library:radio')).toEqual([]);
    expect(await one.search(' ')).toEqual([]);
  });

  it('denies what is not public, and asks nobody', async () => {
    asked.length = 0;
    const one = loader({ resolve: (host) => Promise.resolve(host === 'inside.example' ? ['10.0.0.7'] : []) });
    for (const query of [
      'http://169.254.169.254/latest',
      '<http://inside.example/a.mp3>',
      'file:///etc/passwd',
      'http://',
    ])
      expect(await one.load(query)).toEqual({ kind: 'denied' });
    expect(await one.load('https://nowhere.example/a.mp3')).toEqual({ kind: 'empty' });
    expect(asked).toEqual([]);
    const host = `127.0.0.1:${node.port}`;
    await loader({ allowedHosts: [host] }).load(`http://${host}/a.mp3`);
    expect(asked).toHaveLength(1);
  });

  it('tells an error from nothing found, and does not keep it', async () => {
    const one = loader();
    broken = true;
    failures.length = 0;
    const outcome = await one.load('slow river');
    expect(outcome).toMatchObject({ kind: 'failed', cause: null });
    expect(failures).toHaveLength(1);
    expect(outcome).toMatchObject({ reference: failures[0]![0] });
    expect(JSON.stringify(failures)).not.toContain(node.password);
    expect(await one.search('slow river')).toEqual([]);
    broken = false;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await one.search('slow river')).toHaveLength(1);
  });

  /** A node that does with every request what `answer` does, and counts them. */
  const oddNode = async (
    answer: (response: ServerResponse) => void,
  ): Promise<{ rest: LavalinkRest; asked(): number; stop(): void }> => {
    let count = 0;
    const server = createServer((_request, response) => {
      count += 1;
      answer(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const stop = (): void => {
      server.closeAllConnections();
      server.close();
    };
    return { rest: restTo((server.address() as AddressInfo).port), asked: () => count, stop };
  };

  it.each<[string, (response: ServerResponse) => void]>([
    ['never answers', () => undefined],
    ['drips', (response) => void setInterval(() => response.write(' '), 50).unref()],
    ['drops the connection', (response) => void response.destroy()],
    [
      'breaks off',
      (response) =>
        void response.writeHead(200, { 'content-length': 9 }).write('{', () => response.destroy()),
    ],
    ['answers nothing', (response) => void response.writeHead(200).end()],
    ['answers HTML', (response) => void response.writeHead(200).end('<html></html>')],
    ['answers null', (response) => void response.end('null')],
    ['answers half', (response) => void response.end('{"loadType":"track","data":')],
    ['answers another shape', (response) => void response.end('{"loadType":"track","data":{"track":1}}')],
    ['answers a type nobody knows', (response) => void response.end('{"loadType":"radio","data":[]}')],
    ['refuses', (response) => void response.writeHead(400).end()],
    ['is forbidden', (response) => void response.writeHead(403).end()],
  ])('fails where the node %s, and asks no other that could take it', async (_what, answer) => {
    const odd = await oddNode(answer);
    const other = await oddNode((response) => void response.writeHead(403).end());
    failures.length = 0;
    const one = loader({ rests: () => [odd.rest, other.rest], timing: { limitMs: 400, holdMs: 1 } });
    const outcome = await one.load('http://1.1.1.1/a.mp3');
    expect(outcome).toMatchObject({ kind: 'failed', cause: null });
    expect(failures.at(-1)).toMatchObject([(outcome as { reference: string }).reference, {}]);
    expect(odd.asked()).toBe(1);
    if (_what !== 'is forbidden') expect(other.asked()).toBe(0);
    odd.stop();
    other.stop();
  });

  it('loads no link again that was given up, and other links all the same', async () => {
    const odd = await oddNode(() => undefined);
    const one = loader({ rests: () => [odd.rest], timing: { limitMs: 100, holdMs: 1 } });
    const first = await one.load('http://1.1.1.1/slow');
    expect(await one.load('http://1.1.1.1/slow')).toEqual(first);
    expect(odd.asked()).toBe(1);
    await one.load('http://1.1.1.1/other');
    expect(odd.asked()).toBe(2);
    odd.stop();
  });

  it('asks a node for a few at a time, and every guild in turn', async () => {
    let waiting: ServerResponse[] = [];
    const odd = await oddNode((response) => waiting.push(response));
    const one = loader({ rests: () => [odd.rest] });
    const loads = ['a', 'a', 'a', 'a', 'a', 'b', 'c', 'd'].map((guildId, n) =>
      one.load(`http://1.1.1.1/${guildId}${n}`, guildId),
    );
    await expect.poll(() => odd.asked()).toBe(4);
    for (let answered = 0; answered < loads.length;) {
      await expect.poll(() => waiting.length).toBeGreaterThan(0);
      expect(waiting.length).toBeLessThanOrEqual(4);
      const now = waiting;
      waiting = [];
      for (const response of now) response.end('{"loadType":"empty","data":null}');
      answered += now.length;
    }
    expect(await Promise.all(loads)).toEqual(loads.map(() => ({ kind: 'empty' })));
    odd.stop();
  });

  it('takes half a character as it can, and a host that can’t be looked up as a failure', async () => {
    expect(await loader().load(`slow river ${'\u{1F3B5}'.slice(0, 1)}`)).toBeDefined();
    expect(await loader().load(`library:${'\u{1F3B5}'.slice(0, 1)}`)).toEqual({ kind: 'empty' });
    expect(await loader().search('\ud83d')).toEqual([]);
    const never = new Promise<string[]>(() => undefined);
    const slow = loader({ resolve: () => never, timing: { resolveMs: 20 } });
    expect(await slow.load('https://slow.example/a')).toMatchObject({ kind: 'failed' });
  });

  it('asks the next node where one can’t be reached or refuses us, and waits where none can', async () => {
    const odd = await oddNode(() => undefined);
    odd.stop();
    const refused = restTo(node.port, 'wrong');
    const rests = [odd.rest, refused, throughProxy()];
    expect(await loader({ rests: () => rests }).load('library:radio')).toMatchObject({ kind: 'track' });
    expect(await loader({ rests: () => [odd.rest] }).load('library:radio')).toEqual({ kind: 'unavailable' });
    expect(await loader({ rests: () => [] }).load('some words')).toEqual({ kind: 'unavailable' });
    expect(await loader({ rests: () => [refused] }).load('some words')).toMatchObject({ kind: 'failed' });
  });
});

import { createServer } from 'node:http';
import type { Server } from 'node:http';
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

  it('asks the next node where one hangs, and does not wait for its timeout', async () => {
    const hung = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(hung, 'listening');
    const rests = [restTo((hung.address() as AddressInfo).port), throughProxy()];
    failures.length = 0;
    expect(await loader({ rests: () => rests }).load('library:radio')).toMatchObject({ kind: 'track' });
    expect(failures).toEqual([]);
    hung.closeAllConnections();
    hung.close();
  });

  it('asks the next node where one does not answer', async () => {
    const down = restTo(1);
    const refused = restTo(node.port, 'wrong');
    const rests = [down, refused, throughProxy()];
    expect(await loader({ rests: () => rests }).load('library:radio')).toMatchObject({ kind: 'track' });
    expect(await loader({ rests: () => [down] }).load('library:radio')).toEqual({ kind: 'unavailable' });
    expect(await loader({ rests: () => [] }).load('some words')).toEqual({ kind: 'unavailable' });
  });
});

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadResult } from '../src/protocol/types.ts';
import { synthesizeTone } from '../src/library/tone.ts';
import { GuardedFetch } from '../src/sources/guarded-fetch.ts';
import { HttpSource } from '../src/sources/http-source.ts';
import { LocalSource } from '../src/sources/local-source.ts';
import { RecordingCache } from '../src/sources/recording-cache.ts';
import { SourceRegistry } from '../src/sources/source-registry.ts';
import { eventually } from './support/lavalink-connection.ts';
import { makeOggOpus } from './support/ogg.ts';
import { makeWav } from './support/wav.ts';

const tone = synthesizeTone(700);

describe('sources', () => {
  let files: Server;
  let secret: Server;
  let folder: string;
  let fetch: GuardedFetch;
  let sources: SourceRegistry;
  let origin: string;
  const recordings = new RecordingCache();
  const requests: string[] = [];
  const hits = { secret: 0 };

  const listen = async (server: Server): Promise<string> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const message = (result: LoadResult): string | null =>
    result.loadType === 'error'
      ? (/Caused by: .*?Exception: (.*)/.exec(result.data.causeStackTrace)?.[1] ?? null)
      : result.loadType;

  beforeAll(async () => {
    secret = createServer((_request, response) => {
      hits.secret += 1;
      response.writeHead(200, { 'Content-Type': 'audio/wav' }).end(makeWav(440, 1));
    });
    const secretHost = await listen(secret);
    files = createServer((request, response) => {
      const path = request.url ?? '';
      requests.push(path);
      const send = (type: string, body: Buffer | string): void =>
        void response.writeHead(200, { 'Content-Type': type }).end(body);
      if (path === '/a%20song.wav') return send('audio/wav', makeWav(440, 7));
      if (path === '/tone.ogg') return send('application/ogg', makeOggOpus(tone));
      if (path === '/page') return send('text/html', '<p>no audio</p>');
      if (path === '/noise') return send('audio/mpeg', 'this is no audio at all');
      if (path === '/empty.wav') return send('audio/wav', Buffer.from('RIFF\0\0\0\0WAVEjunk'));
      if (path === '/broken.mp4') return send('audio/mp4', Buffer.from('\0\0\0\x18ftypM4A junkjunkjunk'));
      if (path === '/huge') return send('audio/wav', Buffer.alloc(3_000_000));
      if (path === '/slow')
        return void response.writeHead(200, { 'Content-Type': 'audio/wav' }).write('RIFF');
      if (path === '/forbidden') return void response.writeHead(403).end();
      if (path === '/away')
        return void response.writeHead(302, { Location: `http://${secretHost}/x.wav` }).end();
      if (path === '/moved') return void response.writeHead(302, { Location: '/tone.ogg' }).end();
      if (path === '/loop') return void response.writeHead(302, { Location: '/loop' }).end();
      if (path === '/ftp') return void response.writeHead(302, { Location: 'ftp://host/x' }).end();
      return void response.writeHead(404).end();
    });
    const host = await listen(files);
    origin = `http://${host}`;
    folder = await mkdtemp(join(tmpdir(), 'audio-node-'));
    await mkdir(join(folder, 'music'));
    await writeFile(join(folder, 'music', 'my_file.wav'), makeWav(300, 2, 48_000));
    await writeFile(join(folder, 'music', 'big.wav'), makeWav(300, 30, 48_000));
    await writeFile(join(folder, 'outside.wav'), makeWav(300, 1));
    await symlink(join(folder, 'outside.wav'), join(folder, 'music', 'link.wav'));
    fetch = new GuardedFetch({ privateHosts: [host], maxBytes: 2_000_000, timeoutMs: 1500 });
    sources = new SourceRegistry([
      new LocalSource([join(folder, 'music'), join(folder, 'none')], 2_000_000, recordings),
      new HttpSource(fetch, recordings),
    ]);
  });

  afterAll(async () => {
    recordings.close();
    await fetch.close();
    files.closeAllConnections();
    files.close();
    secret.close();
    await rm(folder, { recursive: true });
  });

  it('load a file from the web and play it, fetched once', async () => {
    const result = await sources.load(`${origin}/a%20song.wav`);
    expect(result).toMatchObject({
      loadType: 'track',
      data: { info: { title: 'a song', length: 7000, isSeekable: true, sourceName: 'http' } },
    });
    if (result.loadType !== 'track') throw new Error();
    const audio = await sources.open(result.data);
    await eventually(() => audio.frame(349) instanceof Uint8Array);
    expect(audio.frame(350)).toBe('end');
    audio.close();
    expect(requests.filter((path) => path === '/a%20song.wav')).toHaveLength(1);
  });

  it('pass Ogg/Opus frames of 20 ms through as they are, after a redirect too', async () => {
    const track = await sources.loadOne(`${origin}/moved`);
    expect(track.info.length).toBe(tone.length * 20);
    const audio = await sources.open(track);
    expect(Buffer.from(audio.frame(7) as Uint8Array).equals(Buffer.from(tone[7]!))).toBe(true);
  });

  it('answer empty for what is not there', async () => {
    expect(await sources.load(`${origin}/nothing`)).toEqual({ loadType: 'empty', data: null });
    expect(await sources.load('http://[nonsense')).toEqual({ loadType: 'empty', data: null });
    expect(await sources.load('what is this')).toEqual({ loadType: 'empty', data: null });
    await expect(sources.loadOne(`${origin}/nothing`)).rejects.toMatchObject({ status: 400 });
  });

  it.each([
    ['/page', 'Unknown file format.'],
    ['/noise', 'Unknown file format.'],
    ['/empty.wav', 'The file holds no audio.'],
    ['/broken.mp4', 'The audio could not be decoded.'],
    ['/huge', 'The file is too large.'],
    ['/slow', 'The host took too long.'],
    ['/forbidden', 'The host answered with status 403.'],
    ['/loop', 'The URL redirects too often.'],
    ['/ftp', 'Only http and https URLs can be played.'],
  ])('refuse %s: %s', async (path, reason) => {
    expect(message(await sources.load(origin + path))).toBe(reason);
    await expect(sources.loadOne(origin + path)).rejects.toMatchObject({ status: 500 });
  });

  it.each([
    'http://127.0.0.1/a.wav',
    'http://[::1]/a.wav',
    'http://[::ffff:127.0.0.1]/a.wav',
    'http://2130706433/a.wav',
    'http://10.1.2.3/a.wav',
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/a.wav',
    'http://[fd00::1]/a.wav',
    'http://0.0.0.0/a.wav',
    'http://100.64.0.1/a.wav',
  ])('never connect to %s', async (url) => {
    expect(message(await sources.load(url))).toBe('That URL points to a private address.');
  });

  it('never connect to a name with a private address, nor where a redirect leads to one', async () => {
    const port = (secret.address() as AddressInfo).port;
    expect(message(await sources.load(`http://localhost:${port}/a.wav`))).toBe(
      'That URL points to a private address.',
    );
    expect(message(await sources.load(`${origin}/away`))).toBe('That URL points to a private address.');
    expect(hits.secret).toBe(0);
  });

  it('play files of the configured folders only', async () => {
    const path = join(folder, 'music', 'my_file.wav');
    for (const identifier of [path, pathToFileURL(path).href]) {
      const result = await sources.load(identifier);
      expect(result).toMatchObject({
        loadType: 'track',
        data: { info: { title: 'my file', length: 2000, sourceName: 'local' } },
      });
    }
    const audio = await sources.open(await sources.loadOne(path));
    await eventually(() => audio.frame(0) instanceof Uint8Array);
    for (const hidden of ['outside.wav', 'music/link.wav', 'music/../outside.wav', 'music', 'nothing'])
      expect(await sources.load(`${folder}/${hidden}`)).toEqual({ loadType: 'empty', data: null });
    expect(message(await sources.load(join(folder, 'music', 'big.wav')))).toBe('The file is too large.');
  });

  it('refuse to open a track whose source or file is unknown', async () => {
    const { encoded, ...track } = await sources.loadOne(join(folder, 'music', 'my_file.wav'));
    expect(encoded).not.toBe('');
    const { encodeTrack } = await import('../src/protocol/track-codec.ts');
    const open = (info: object): Promise<unknown> =>
      sources.open({ ...track, encoded: encodeTrack({ info: { ...track.info, ...info } }) });
    await expect(open({ sourceName: 'nowhere' })).rejects.toThrow('No source is called nowhere.');
    await expect(open({ identifier: '/etc/hostname' })).rejects.toThrow('The file is gone.');
  });
});

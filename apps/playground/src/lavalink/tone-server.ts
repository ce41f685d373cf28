import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const toneHz = 440;
const rate = 44_100;
const seconds = 60;

/** Serves one tone as a WAV file, which every Lavalink can play, with its length and ranges. */
export async function serveTone(): Promise<{ url: string; close(): void }> {
  const wav = makeWav();
  const server = createServer((request, response) => {
    const [, first] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
    const from = Math.min(Number(first ?? 0), wav.length - 1);
    const headers = {
      'Content-Type': 'audio/wav',
      'Content-Length': wav.length - from,
      'Accept-Ranges': 'bytes',
    };
    if (first === undefined) response.writeHead(200, headers);
    else
      response.writeHead(206, {
        ...headers,
        'Content-Range': `bytes ${from}-${wav.length - 1}/${wav.length}`,
      });
    response.end(wav.subarray(from));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/concert-pitch.wav`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Mono, 16 bit. */
function makeWav(): Buffer {
  const samples = rate * seconds;
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++)
    file.writeInt16LE(Math.round(10_000 * Math.sin((2 * Math.PI * toneHz * i) / rate)), 44 + i * 2);
  return file;
}

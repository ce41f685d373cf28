import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeContract } from './support/contract.ts';
import type { ContractTarget } from './support/contract.ts';
import { startNodeProcess } from './support/node-process.ts';
import { makeWav } from './support/wav.ts';

/** The node the environment names, with a track served from here unless `LAVALINK_TEST_TRACK` names one. */
async function foreignNode(host: string): Promise<ContractTarget> {
  const wav = makeWav(440, 30);
  const server = createServer((request, response) => {
    if (request.url === '/page')
      return void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>no audio</p>');
    if (request.url !== '/tone.wav') return void response.writeHead(404).end();
    return void response
      .writeHead(200, { 'Content-Type': 'audio/wav', 'Content-Length': wav.length })
      .end(wav);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    port: Number(process.env['LAVALINK_PORT'] ?? 2333),
    password: process.env['LAVALINK_PASSWORD'] ?? 'youshallnotpass',
    track: process.env['LAVALINK_TEST_TRACK'] ?? `${origin}/tone.wav`,
    missing: `${origin}/nothing.wav`,
    failing: `${origin}/page`,
    reason: 'Unknown file format',
    stop: async () => void server.close(),
  };
}

async function ownNode(): Promise<ContractTarget> {
  const node = await startNodeProcess();
  const track = process.env['LAVALINK_TEST_TRACK'] ?? 'library:slow-river';
  return {
    ...node,
    track,
    missing: 'library:nothing',
    failing: 'library:unavailable',
    reason: 'not available',
  };
}

const host = process.env['LAVALINK_HOST'];
describeContract(
  host === undefined ? 'Lavalink contract, audio-node process' : `Lavalink contract, node on ${host}`,
  () => (host === undefined ? ownNode() : foreignNode(host)),
);

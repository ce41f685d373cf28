import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, reportTime, startNodeProcess, VoiceRoom } from '@anankor/audio-node/testing';
import type { NodeProcess } from '@anankor/audio-node/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as music from '../src/index.ts';
import { FrameInjector } from './frame-injector.ts';
import { MiniWorker } from './mini-worker.ts';

const USER = '5001';
let room: VoiceRoom;
let folder: string;
let node: NodeProcess;
let wire: FrameInjector;
beforeAll(async () => {
  room = await VoiceRoom.open();
  folder = await mkdtemp(join(tmpdir(), 'anankor-music-'));
  node = await startNodeProcess({
    NODE_EXTRA_CA_CERTS: room.certificateFile,
    PLAYER_UPDATE_INTERVAL_MS: '500',
  });
  wire = await FrameInjector.open(node.port);
});
afterAll(async () => {
  await wire.close();
  await node.stop();
  await room.close();
  await rm(folder, { recursive: true });
});

const SECRET = 'nobody-may-read-this';
const event = (type: unknown, more: object = {}) => ({ op: 'event', type, guildId: '7001', ...more });

/** What no node should say. Whatever is thrown at it in a listener fails this file, as an unhandled rejection. */
const poison: unknown[] = [
  ...[null, 7, 'text', [], {}, { op: null }, { op: 'ready' }, { op: 'stats' }, { op: 'playerUpdate' }],
  ...[{ op: 'event' }, event(null), { ...event('TrackEndEvent'), guildId: SECRET }],
  ...[
    'TrackStartEvent',
    'TrackEndEvent',
    'TrackExceptionEvent',
    'TrackStuckEvent',
    'WebSocketClosedEvent',
  ].map((type) => event(type)),
  event('TrackEndEvent', { track: { userData: { entryId: 'e', play: 1 } }, reason: SECRET }),
  { op: 'playerUpdate', guildId: '7001', state: null },
];

it('what no node should say is skipped and counted, and the music goes on', async () => {
  const seat = room.seat(USER);
  const nodes = [{ name: 'one', host: '127.0.0.1', port: wire.port, password: node.password }];
  const given = { nodes, userId: USER, guildId: seat.guildId, file: join(folder, 'memory.json') };
  const worker = new MiniWorker(given);
  await worker.start();
  const voice = room.admit(seat);
  worker.event({ type: 'voiceState', channelId: voice.channelId, sessionId: voice.sessionId });
  worker.event({ type: 'voiceServer', token: voice.token, endpoint: voice.endpoint });
  const rest = new music.LavalinkRest({ node: nodes[0]!, timeoutMs: 10_000 });
  const loader = new music.TrackLoader({
    rests: () => [rest],
    searchPrefix: 'libsearch',
    identifierPrefixes: ['library:'],
  });
  const outcome = await loader.load('library:concert-pitch');
  if (outcome.kind !== 'track') throw new Error(outcome.kind);
  worker.do((draft) =>
    music.enqueue(draft, [{ id: 'a', state: 'ready', track: outcome.tracks[0], requesterId: USER }], 'end'),
  );
  await eventually(() => worker.state?.head.started === true);
  const since = reportTime();

  wire.send(`{"${SECRET}`);
  for (const frame of poison) wire.send(JSON.stringify(frame));
  await eventually(() => worker.unreadable.length === poison.length + 1);
  expect(new Set(worker.unreadable)).toEqual(
    new Set([
      ...['frame', 'ready', 'stats', 'playerUpdate', 'event', 'TrackStartEvent', 'TrackEndEvent'],
      ...['TrackExceptionEvent', 'TrackStuckEvent', 'WebSocketClosedEvent'],
    ]),
  );

  // An operation and an event that this version does not know are no faults of the node.
  wire.send(JSON.stringify({ op: 'tomorrow' }));
  wire.send(JSON.stringify(event('SegmentSkipped')));
  await eventually(() => room.report(seat, since).frames > 50);
  expect(worker.unreadable).toHaveLength(poison.length + 1);
  expect(worker.errors).toEqual([]);
  expect(
    room.report(seat, since).gaps.filter(({ announced, acrossSources }) => announced || acrossSources),
  ).toEqual([]);
  await worker.stop();
}, 60_000);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient, giveVoice } from './support/lavalink-client.ts';
import type { Client } from './support/lavalink-client.ts';
import { eventually } from './support/lavalink-connection.ts';
import { startNodeProcess } from './support/node-process.ts';
import type { NodeProcess } from './support/node-process.ts';
import { VoiceRoom } from './support/voice-room.ts';

/** The client our workers use, against a node in a process of its own. */
describe('lavalink-client', () => {
  let room: VoiceRoom;
  let node: NodeProcess;
  const clients: Client[] = [];

  const connect = async (sessionId?: string): Promise<Client> => {
    const client = await connectClient(node, sessionId);
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    room = await VoiceRoom.open();
    node = await startNodeProcess({ NODE_EXTRA_CA_CERTS: room.certificateFile });
  });

  afterAll(async () => {
    for (const client of clients) client.node.destroy(undefined, true);
    await node.stop();
    await room.close();
  });

  it('connects, searches and plays', async () => {
    const { manager } = await connect();
    const seat = room.seat();
    const player = manager.createPlayer({ guildId: seat.guildId, voiceChannelId: seat.channelId });
    const found = await player.search({ query: 'ytsearch:slow river' }, 'member');
    expect(found).toMatchObject({ loadType: 'search', tracks: [{ info: { title: 'Slow River' } }] });
    const list = await player.search({ query: 'library:playlist:short' }, 'member');
    expect(list).toMatchObject({ loadType: 'playlist', playlist: { name: 'Short Ones' } });
    const missing = await player.search({ query: 'ytsearch:zzzz' }, 'member');
    expect(missing).toMatchObject({ loadType: 'empty', tracks: [] });
    const failed = await player.search({ query: 'library:unavailable' }, 'member');
    expect(failed).toMatchObject({ loadType: 'error' });
    await player.connect();
    await giveVoice(manager, seat, room.admit(seat));
    await player.play({ clientTrack: found.tracks[0] as never });
    const report = await room.heard(seat, 50);
    expect(Math.abs((report.segments[0]?.hz ?? 0) - 740)).toBeLessThan(15);
    await player.setVolume(50);
    await player.seek(60_000);
    await player.pause();
    await eventually(() => room.report(seat).silenceFrames === 5);
    await player.destroy();
  });

  it('adopts the players of a killed process without a gap', async () => {
    const seat = room.seat();
    const { host, port, password } = node;
    const target = { host, port, password };
    const order = { target, seat, voice: room.admit(seat), query: 'library:high-plains' };
    const script = fileURLToPath(new URL('./support/client-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [session] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    await room.heard(seat, 30);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const successor = await connect(session);
    expect(successor.node.sessionId).toBe(session);
    const [adopted] = await eventually(() => successor.adopted.length > 0 && successor.adopted);
    expect(adopted).toMatchObject({
      guildId: seat.guildId,
      track: { info: { title: 'High Plains' } },
      state: { connected: true },
      voice: { channelId: seat.channelId },
    });
    const { frames } = room.report(seat);
    const report = await room.heard(seat, frames + 30);
    expect(report).toMatchObject({ lostFrames: 0, silenceFrames: 0, timestampJumps: [] });
    expect(report.sources).toHaveLength(1);
  });
});

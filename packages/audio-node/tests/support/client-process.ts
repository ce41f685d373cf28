import type { VoiceState } from '../../src/protocol/types.ts';
import { connectClient, giveVoice } from './lavalink-client.ts';
import type { Target } from './lavalink-connection.ts';
import type { Seat } from './voice-room.ts';

/** A client in a process of its own, to be killed: plays one track, prints its session id, and stays. */
const { target, seat, voice, query } = JSON.parse(process.argv[2] ?? '') as {
  target: Target;
  seat: Seat;
  voice: VoiceState;
  query: string;
};
const { manager, node } = await connectClient(target);
await node.updateSession(true, 60_000);
const player = manager.createPlayer({ guildId: seat.guildId, voiceChannelId: seat.channelId });
const found = await player.search({ query }, 'member');
await player.connect();
await giveVoice(manager, seat, voice);
await player.play({ clientTrack: found.tracks[0] as never });
process.stdout.write(`${node.sessionId}\n`);

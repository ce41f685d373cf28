import { Readable } from 'node:stream';
import { createAudioPlayer, createAudioResource, joinVoiceChannel, StreamType } from '@discordjs/voice';
import type { DiscordGatewayAdapterLibraryMethods, VoiceConnection } from '@discordjs/voice';
import type { Admission } from '../../src/voice/index.ts';
import { toneFrames } from './tone-frames.ts';
import type { ToneSpec } from './tone-frames.ts';

/*
 * A music bot's voice in a process of its own, driven over the fork's message channel. It trusts the voice server
 * through NODE_EXTRA_CA_CERTS.
 */
export type PlayerCommand =
  | { readonly type: 'join'; readonly admission: Admission; readonly endpoint: string }
  | { readonly type: 'play'; readonly tones: readonly ToneSpec[] }
  | { readonly type: 'pause' }
  | { readonly type: 'unpause' }
  | { readonly type: 'leave' };

export type PlayerNotice =
  | { readonly type: 'up' }
  | { readonly type: 'connection'; readonly status: string; readonly closeCode?: number }
  | { readonly type: 'player'; readonly status: string }
  /** It asked the main gateway (op 4) to join again. */
  | { readonly type: 'rejoin' };

const say = (notice: PlayerNotice): boolean | undefined => process.send?.(notice);
const player = createAudioPlayer();
player.on('stateChange', (_, { status }) => say({ type: 'player', status }));
let connection: VoiceConnection | undefined;
let gateway: DiscordGatewayAdapterLibraryMethods | undefined;

function join({ admission, endpoint }: Extract<PlayerCommand, { type: 'join' }>): void {
  const { guildId, channelId, userId, sessionId, token } = admission;
  if (!connection) {
    connection = joinVoiceChannel({
      guildId,
      channelId,
      group: userId,
      adapterCreator: (methods) => {
        gateway = methods;
        return { sendPayload: () => say({ type: 'rejoin' }) ?? true, destroy: () => undefined };
      },
    });
    connection.on('stateChange', (_, state) => {
      const closeCode = 'closeCode' in state ? { closeCode: state.closeCode } : {};
      say({ type: 'connection', status: state.status, ...closeCode });
    });
    connection.on('error', () => undefined);
    connection.subscribe(player);
  }
  const state = { guild_id: guildId, channel_id: channelId, user_id: userId, session_id: sessionId };
  gateway?.onVoiceStateUpdate(state as Parameters<typeof gateway.onVoiceStateUpdate>[0]);
  gateway?.onVoiceServerUpdate({ guild_id: guildId, token, endpoint });
}

process.on('message', (command: PlayerCommand) => {
  switch (command.type) {
    case 'join':
      return join(command);
    case 'play': {
      const frames = Readable.from(toneFrames(command.tones));
      return player.play(createAudioResource(frames, { inputType: StreamType.Opus }));
    }
    case 'pause':
      return void player.pause();
    case 'unpause':
      return void player.unpause();
    case 'leave':
      return connection?.destroy();
  }
});
say({ type: 'up' });

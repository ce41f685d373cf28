import { LavalinkManager } from 'lavalink-client';
import type { LavalinkNode, LavalinkPlayer } from 'lavalink-client';
import type { VoiceState } from '../../src/protocol/types.ts';
import type { Target } from './lavalink-connection.ts';
import type { Seat } from './voice-room.ts';

export const clientId = '5001';

export interface Client {
  manager: LavalinkManager;
  node: LavalinkNode;
  /** The players a resumed session came with. */
  adopted: LavalinkPlayer[];
}

/** lavalink-client as a worker process has it, connected. */
export async function connectClient(target: Target, sessionId?: string): Promise<Client> {
  const manager = new LavalinkManager({
    nodes: [
      {
        id: 'main',
        host: target.host,
        port: target.port,
        authorization: target.password,
        ...(sessionId === undefined ? {} : { sessionId }),
      },
    ],
    client: { id: clientId, username: 'test' },
    sendToShard: () => undefined,
  });
  const adopted: LavalinkPlayer[] = [];
  manager.nodeManager.on('resumed', (_node, _payload, players) => {
    if (Array.isArray(players)) adopted.push(...players);
  });
  const connected = new Promise<LavalinkNode>((resolve, reject) => {
    manager.nodeManager.once('connect', resolve).once('error', (_node, error) => reject(error));
  });
  const ready = new Promise<void>((resolve) => {
    manager.nodeManager.on('raw', (_node, payload) => {
      if ((payload as { op: string }).op === 'ready') resolve();
    });
  });
  await manager.init({ id: clientId, username: 'test' });
  const [node] = await Promise.all([connected, ready]);
  return { manager, node, adopted };
}

/** What Discord's gateway sends when a bot joins. */
export async function giveVoice(manager: LavalinkManager, seat: Seat, voice: VoiceState): Promise<void> {
  const { guildId, channelId, userId } = seat;
  const { token, endpoint, sessionId } = voice;
  const state = { guild_id: guildId, user_id: userId, channel_id: channelId, session_id: sessionId };
  await manager.sendRawData({ t: 'VOICE_STATE_UPDATE', d: { ...state, self_mute: false } } as never);
  await manager.sendRawData({ t: 'VOICE_SERVER_UPDATE', d: { guild_id: guildId, token, endpoint } } as never);
}

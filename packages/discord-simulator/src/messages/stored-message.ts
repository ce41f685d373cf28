import type { APIMessage } from 'discord-api-types/v10';
import { MessageFlags } from 'discord-api-types/v10';
import type { Channel, Guild } from '../world/records.ts';

export interface StoredMessage {
  /** As it is now, without what depends on who looks; replaced, never changed, by an edit. */
  message: APIMessage;
  readonly channel: Channel;
  readonly guild?: Guild;
  readonly applicationId?: string;
  readonly interactionId?: string;
  /** The one user who sees it. */
  readonly visibleTo?: string;
  /** Who reacted, by emoji: a character, or `name:id`. */
  readonly reactions: Map<string, Set<string>>;
  pinnedAt?: string;
}

/** The message as `viewerId` gets it: whether a reaction is her own depends on her. */
export function seenBy(stored: StoredMessage, viewerId: string): APIMessage {
  if (stored.reactions.size === 0) return stored.message;
  const reactions = [...stored.reactions].map(([emoji, users]) => ({
    emoji: emojiJson(emoji),
    count: users.size,
    count_details: { normal: users.size, burst: 0 },
    burst_colors: [],
    me: users.has(viewerId),
    me_burst: false,
  }));
  return { ...stored.message, reactions };
}

/** What a bot without the message-content intent gets: only its own messages, those that mention it, and direct ones whole. */
export function withoutContent(stored: StoredMessage, message: APIMessage, botId: string): APIMessage {
  const { guild } = stored;
  const mentioned = message.mentions.some(({ id }) => id === botId);
  if (!guild || message.author.id === botId || mentioned) return message;
  const inner = message.referenced_message;
  return {
    ...message,
    content: '',
    embeds: [],
    components: [],
    attachments: [],
    ...(inner
      ? { referenced_message: { ...inner, content: '', embeds: [], components: [], attachments: [] } }
      : {}),
  };
}

export function emojiJson(emoji: string): { id: string | null; name: string } {
  const [name = '', id] = emoji.split(':');
  return { id: id ?? null, name };
}

export function isLoading({ message }: StoredMessage): boolean {
  return ((message.flags ?? 0) & MessageFlags.Loading) !== 0;
}

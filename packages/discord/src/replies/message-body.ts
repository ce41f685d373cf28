import type {
  APIEmbed,
  MessageFlags,
  RESTPatchAPIWebhookWithTokenMessageJSONBody,
} from 'discord-api-types/v10';
import { shorten } from '../text/escape.ts';
import type { ButtonRow } from './buttons.ts';

/** What a message on Discord consists of here; fit for a PATCH of a reply and for a POST of a follow-up. */
export type MessageBody = Pick<
  RESTPatchAPIWebhookWithTokenMessageJSONBody,
  'content' | 'embeds' | 'components' | 'allowed_mentions'
> & { flags?: MessageFlags };

export type Tone = 'success' | 'info' | 'failure';
const colours: Record<Tone, number> = { success: 0x3ba55d, info: 0x5865f2, failure: 0xed4245 };

/** An embed within Discord's limits. `description` is ours or escaped already. */
export function embed(tone: Tone, parts: Omit<APIEmbed, 'color'>): APIEmbed {
  const { title, description, footer, author, fields } = parts;
  return {
    ...parts,
    color: colours[tone],
    ...(title === undefined ? {} : { title: shorten(title, 256) }),
    ...(description === undefined ? {} : { description: shorten(description, 4096) }),
    ...(footer === undefined ? {} : { footer: { ...footer, text: shorten(footer.text, 500) } }),
    ...(author === undefined ? {} : { author: { ...author, name: shorten(author.name, 256) } }),
    ...(fields === undefined ? {} : { fields: fields.slice(0, 25) }),
  };
}

/** Nobody is ever pinged by a reply, and a reply without buttons takes those of its forerunner away. */
export function message(embeds: APIEmbed[], components: ButtonRow[] = []): MessageBody {
  return { content: '', embeds, components, allowed_mentions: { parse: [] } };
}

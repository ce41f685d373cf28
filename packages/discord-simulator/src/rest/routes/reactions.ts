import type { Backend } from '../../backend.ts';
import { mostReactions } from '../../messages/reactions.ts';
import { userJson } from '../../world/payloads.ts';
import { DiscordError } from '../discord-error.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';
import { messageOf, reach } from './messages.ts';

/** Reactions to messages. The emoji is a character, or `name:id` of one that the guild has. */
export function reactionRoutes(router: Router, backend: Backend): void {
  const { reactions, world } = backend;
  const path = '/channels/:channel/messages/:message/reactions';

  router.bot('PUT', `${path}/:emoji/@me`, (call) => {
    const emoji = emojiOf(call);
    reach(backend, call, 'ReadMessageHistory');
    const stored = messageOf(backend, call);
    if (!stored.reactions.has(emoji)) {
      reach(backend, call, 'AddReactions');
      if (stored.reactions.size >= mostReactions) throw new DiscordError('tooManyReactions');
    }
    reactions.add(stored, emoji, call.application.user.id);
  });
  router.bot('DELETE', `${path}/:emoji/@me`, (call) => {
    reactions.remove(messageOf(backend, call), emojiOf(call), call.application.user.id);
  });
  router.bot('DELETE', `${path}/:emoji/:user`, (call) => {
    reach(backend, call, 'ManageMessages');
    reactions.remove(messageOf(backend, call), emojiOf(call), call.params.user ?? '');
  });
  router.bot('GET', `${path}/:emoji`, (call) => {
    reach(backend, call, 'ReadMessageHistory');
    const errors = new FormErrors();
    const limit = errors.integer(['limit'], call.query.limit, { min: 1, max: 100 }) ?? 25;
    const after = BigInt(errors.snowflake(['after'], call.query.after) ?? '0');
    errors.throwIfAny();
    const ids = [...(messageOf(backend, call).reactions.get(emojiOf(call)) ?? [])];
    return ids
      .filter((id) => BigInt(id) > after)
      .sort()
      .slice(0, limit)
      .flatMap((id) => {
        const user = world.users.get(id);
        return user ? [userJson(user)] : [];
      });
  });
  router.bot('DELETE', path, (call) => {
    reach(backend, call, 'ManageMessages');
    reactions.clear(messageOf(backend, call));
  });
  router.bot('DELETE', `${path}/:emoji`, (call) => {
    reach(backend, call, 'ManageMessages');
    reactions.clear(messageOf(backend, call), emojiOf(call));
  });
}

/** Throws 10014 for what is no emoji; guilds here have none of their own. */
function emojiOf({ params }: BotCall): string {
  const emoji = params.emoji ?? '';
  if (!isEmoji(emoji)) throw new DiscordError('unknownEmoji');
  return emoji;
}

// As text, since the compiler's target doesn't know the flag that sets of whole emojis need.
const emojiPattern = new RegExp('^(\\p{RGI_Emoji}|\\p{Extended_Pictographic}\\uFE0F?)$', 'v');

export function isEmoji(text: string): boolean {
  return emojiPattern.test(text);
}

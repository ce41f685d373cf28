import { userJson } from '../world/payloads.ts';
import { may } from '../world/permissions.ts';
import type { Channel, Guild, User } from '../world/records.ts';
import type { AllowedMentions } from '../rest/validation/allowed-mentions.ts';

export interface MentionContext {
  channel: Channel;
  guild: Guild | undefined;
  author: User;
  /** All users there are, by id. */
  users: ReadonlyMap<string, User>;
  /** The author of the message that is replied to. */
  repliedTo: User | undefined;
  allowed: AllowedMentions | undefined;
}

/** Whom a text pings: everybody it names by default, else those `allowed_mentions` lets through. */
export function readMentions(
  content: string,
  context: MentionContext,
): { mentions: object[]; mention_roles: string[]; mention_everyone: boolean } {
  const { allowed, guild, channel, author, users, repliedTo } = context;
  const mayPing = (kind: 'users' | 'roles', id: string): boolean =>
    !allowed || allowed.parse.has(kind) || allowed[kind].has(id);
  const broad = !guild || may(guild, channel, author.id, 'MentionEveryone');
  const userIds = new Set(idsIn(content, /<@!?(\d+)>/g).filter((id) => mayPing('users', id)));
  if (repliedTo && (allowed?.repliedUser ?? true)) userIds.add(repliedTo.id);
  const roles = idsIn(content, /<@&(\d+)>/g)
    .filter((id) => mayPing('roles', id))
    .filter((id) => broad && guild?.roles.has(id) === true);
  const everyone = /@(everyone|here)\b/.test(content) && broad && (!allowed || allowed.parse.has('everyone'));
  return {
    mentions: [...userIds].flatMap((id) => {
      const user = users.get(id);
      return user ? [userJson(user)] : [];
    }),
    mention_roles: [...new Set(roles)],
    mention_everyone: everyone,
  };
}

function idsIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

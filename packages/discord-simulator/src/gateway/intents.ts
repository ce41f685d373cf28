import { GatewayIntentBits } from 'discord-api-types/v10';

const guilds = GatewayIntentBits.Guilds;
const members = GatewayIntentBits.GuildMembers;
const voice = GatewayIntentBits.GuildVoiceStates;

/** Intents of which one is needed to receive an event; an event not listed needs none. */
const needed: Readonly<Record<string, number>> = {
  GUILD_CREATE: guilds,
  GUILD_UPDATE: guilds,
  GUILD_DELETE: guilds,
  GUILD_ROLE_CREATE: guilds,
  GUILD_ROLE_UPDATE: guilds,
  GUILD_ROLE_DELETE: guilds,
  CHANNEL_CREATE: guilds,
  CHANNEL_UPDATE: guilds,
  CHANNEL_DELETE: guilds,
  VOICE_CHANNEL_STATUS_UPDATE: guilds,
  GUILD_MEMBER_ADD: members,
  GUILD_MEMBER_UPDATE: members,
  GUILD_MEMBER_REMOVE: members,
  VOICE_STATE_UPDATE: voice,
  STAGE_INSTANCE_CREATE: guilds,
  STAGE_INSTANCE_UPDATE: guilds,
  STAGE_INSTANCE_DELETE: guilds,
  THREAD_CREATE: guilds,
  THREAD_UPDATE: guilds,
  THREAD_DELETE: guilds,
  THREAD_MEMBERS_UPDATE: guilds,
  WEBHOOKS_UPDATE: GatewayIntentBits.GuildWebhooks,
};

const ofReactions = [
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessageReactions,
] as const;

/** These need the intent of guild or of direct messages, by where they happen. */
const ofMessages: Readonly<Record<string, readonly [inGuild: number, direct: number]>> = {
  MESSAGE_CREATE: [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  MESSAGE_UPDATE: [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  MESSAGE_DELETE: [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  MESSAGE_DELETE_BULK: [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  MESSAGE_REACTION_ADD: ofReactions,
  MESSAGE_REACTION_REMOVE: ofReactions,
  MESSAGE_REACTION_REMOVE_ALL: ofReactions,
  MESSAGE_REACTION_REMOVE_EMOJI: ofReactions,
  CHANNEL_PINS_UPDATE: [guilds, GatewayIntentBits.DirectMessages],
  TYPING_START: [GatewayIntentBits.GuildMessageTyping, GatewayIntentBits.DirectMessageTyping],
};

/** Every bot is told of changes of its own member, whatever it asked for. */
export function covers(
  intents: number,
  event: string,
  { inGuild, isSubject }: { inGuild: boolean; isSubject: boolean },
): boolean {
  if (isSubject && event === 'GUILD_MEMBER_UPDATE') return true;
  const either = ofMessages[event];
  const bits = either ? either[inGuild ? 0 : 1] : needed[event];
  return bits === undefined || (intents & bits) !== 0;
}

/** All intents that exist; another bit is close code 4013. */
export const knownIntents = Object.values(GatewayIntentBits)
  .filter((bit): bit is number => typeof bit === 'number')
  .reduce((all, bit) => all | bit, 0);

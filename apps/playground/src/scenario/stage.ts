import type { SimulatedChannel, SimulatedGuild, SimulatedMember } from '@anankor/discord-simulator';
import type { Platform } from '@anankor/local-stack';

/** The guild in which the scenario plays, and who is in it. */
export interface Stage {
  platform: Platform;
  guild: SimulatedGuild;
  text: SimulatedChannel;
  lounge: SimulatedChannel;
  studio: SimulatedChannel;
  attic: SimulatedChannel;
  alice: SimulatedMember;
  bob: SimulatedMember;
  carol: SimulatedMember;
  dave: SimulatedMember;
  /** Channels and members as Discord's client shows their mentions, by id. */
  names: ReadonlyMap<string, string>;
}

/** A guild with three voice channels: more than there are workers. Dave is in none of them. */
export function setStage(platform: Platform): Stage {
  const { discord, masterBot, workerBots } = platform;
  const guild = discord.createGuild({ name: 'Listening Room', bots: [masterBot, ...workerBots] });
  const [lounge, studio, attic] = ['Lounge', 'Studio', 'Attic'].map((name) =>
    guild.createVoiceChannel({ name }),
  ) as [SimulatedChannel, SimulatedChannel, SimulatedChannel];
  const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map((name) =>
    guild.createMember({ name }),
  ) as [SimulatedMember, SimulatedMember, SimulatedMember, SimulatedMember];
  alice.joinVoice(lounge);
  bob.joinVoice(studio);
  carol.joinVoice(attic);
  const text = guild.createTextChannel({ name: 'music' });
  const names = new Map([
    ...[lounge, studio, attic].map(({ id, name }) => [id, `#${name}`] as const),
    ...[alice, bob, carol, dave].map(({ id, name }) => [id, `@${name}`] as const),
  ]);
  return { platform, guild, text, lounge, studio, attic, alice, bob, carol, dave, names };
}

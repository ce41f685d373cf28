import { readFile } from 'node:fs/promises';
import type { Locale } from 'discord-api-types/v10';
import type { DiscordSimulator, SimulatedApplication, SimulatorOptions } from '../discord-simulator.ts';
import type { PermissionName } from '../world/permissions.ts';

export interface ChannelConfiguration {
  name: string;
  userLimit?: number;
}

export interface GuildConfiguration {
  name: string;
  /** Names of applications; all of them by default. */
  bots?: string[];
  textChannels?: ChannelConfiguration[];
  voiceChannels?: ChannelConfiguration[];
  stageChannels?: ChannelConfiguration[];
  members?: { name: string; permissions?: PermissionName[]; locale?: `${Locale}`; voice?: string }[];
}

/** The JSON a simulator process starts from. */
export interface Configuration {
  /** Settings of the simulator; see SimulatorSettings. */
  simulator?: SimulatorOptions;
  /** Where the voice server's certificate is written, for NODE_EXTRA_CA_CERTS or a Java trust store. */
  certificateFile?: string;
  /** `tokenFrom` names the environment variable that holds the token. */
  applications?: {
    name: string;
    token?: string;
    tokenFrom?: string;
    clientSecret?: string;
    redirectUris?: string[];
  }[];
  guilds?: GuildConfiguration[];
}

/**
 * Reads SIMULATOR_CONFIG (JSON, or the path of a JSON file) and lets HOST, PORT, PUBLIC_URL, VOICE_HOST, VOICE_PORT,
 * VOICE_UDP_PORT and CERTIFICATE_FILE override it.
 * @throws Error when the JSON or a number is none.
 */
export async function readConfiguration(env: NodeJS.ProcessEnv): Promise<Configuration> {
  const source = env.SIMULATOR_CONFIG?.trim() ?? '{}';
  const text = source.startsWith('{') ? source : await readFile(source, 'utf8');
  const configuration = JSON.parse(text) as Configuration;
  const simulator = { ...configuration.simulator };
  const voice = { ...simulator.voice };
  if (env.HOST) Object.assign(simulator, { host: env.HOST });
  if (env.PORT) Object.assign(simulator, { port: portOf('PORT', env.PORT) });
  if (env.PUBLIC_URL) Object.assign(simulator, { publicUrl: env.PUBLIC_URL });
  if (env.HOST) Object.assign(voice, { bind: env.HOST });
  if (env.VOICE_HOST) Object.assign(voice, { host: env.VOICE_HOST });
  if (env.VOICE_PORT) Object.assign(voice, { port: portOf('VOICE_PORT', env.VOICE_PORT) });
  if (env.VOICE_UDP_PORT) Object.assign(voice, { udpPort: portOf('VOICE_UDP_PORT', env.VOICE_UDP_PORT) });
  const certificateFile = env.CERTIFICATE_FILE ?? configuration.certificateFile;
  return {
    ...configuration,
    simulator: { ...simulator, voice },
    ...(certificateFile === undefined ? {} : { certificateFile }),
  };
}

/** Makes what the configuration lists. Tokens named by `tokenFrom` come from `env`. */
export function populate(
  discord: DiscordSimulator,
  configuration: Configuration,
  env: NodeJS.ProcessEnv,
): void {
  for (const { name, token: given, tokenFrom, ...more } of configuration.applications ?? []) {
    const token = given ?? (tokenFrom === undefined ? undefined : env[tokenFrom]);
    if (tokenFrom !== undefined && !token)
      throw new Error(`${tokenFrom}, the token of "${name}", is not set`);
    discord.createApplication({ name, ...more, ...(token === undefined ? {} : { token }) });
  }
  for (const wish of configuration.guilds ?? []) createGuild(discord, wish);
}

/** A guild with its channels and members, who join voice where it says so. Returns its id. */
export function createGuild(discord: DiscordSimulator, wish: GuildConfiguration): string {
  const bots = (wish.bots ?? discord.applications.map(({ name }) => name)).map((name) =>
    byName(discord, name),
  );
  const guild = discord.createGuild({ name: wish.name, bots });
  for (const channel of wish.textChannels ?? []) guild.createTextChannel(channel);
  for (const channel of wish.voiceChannels ?? []) guild.createVoiceChannel(channel);
  for (const channel of wish.stageChannels ?? []) guild.createStageChannel(channel);
  for (const { name, permissions, locale, voice } of wish.members ?? []) {
    const member = guild.createMember({
      name,
      ...(permissions ? { permissions } : {}),
      ...(locale ? { locale } : {}),
    });
    if (voice === undefined) continue;
    const channel = guild.channels.find((candidate) => candidate.name === voice);
    if (!channel) throw new Error(`no voice channel "${voice}" in "${wish.name}"`);
    member.joinVoice(channel);
  }
  return guild.id;
}

function byName(discord: DiscordSimulator, name: string): SimulatedApplication {
  const application = discord.applications.find((candidate) => candidate.name === name);
  if (!application) throw new Error(`no application "${name}"`);
  return application;
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} is no port: ${text}`);
  return port;
}

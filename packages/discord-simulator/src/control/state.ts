import type { DiscordSimulator } from '../discord-simulator.ts';

/** What exists and who is where, for people and programs to look at. Holds no token. */
export function describeState(discord: DiscordSimulator): object {
  return {
    restUrl: discord.restUrl,
    gatewayUrl: discord.gatewayUrl,
    voiceEndpoint: discord.voice.endpoint,
    invalidRequests: discord.invalidRequests,
    transcriptPosition: discord.transcript.position,
    applications: discord.applications.map(({ applicationId, name }) => ({
      id: applicationId,
      name,
      sessions: discord.gateway(applicationId).sessions,
    })),
    guilds: discord.guilds.map((guild) => ({
      id: guild.id,
      name: guild.name,
      channels: guild.channels.map(({ id, name, type, occupants }) => ({ id, name, type, occupants })),
      members: guild.members.map(({ id, name, voiceChannelId }) => ({ id, name, voiceChannelId })),
    })),
  };
}

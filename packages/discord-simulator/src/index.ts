export { DiscordSimulator, type SimulatedApplication, type SimulatorOptions } from './discord-simulator.ts';
export { GatewayControls, type SessionView } from './actors/gateway-controls.ts';
export { InteractionHandle, type Patience } from './actors/interaction-handle.ts';
export type { ApplicationReference, OverwriteTarget, OverwriteWish } from './actors/references.ts';
export type { TypingOptions } from './actors/command-picker.ts';
export { SimulatedChannel } from './actors/simulated-channel.ts';
export { SimulatedGuild, type ChannelOptions, type MemberOptions } from './actors/simulated-guild.ts';
export { SimulatedMember, type MessageTarget } from './actors/simulated-member.ts';
export { SimulatedRole } from './actors/simulated-role.ts';
export type { InspectedAnswer, InspectedEvent, Inspector } from './inspection.ts';
export type { Fault } from './rest/faults.ts';
export { discordSettings, type SimulatorSettings } from './settings.ts';
export { Transcript, type TranscriptEntry, type TranscriptEvent } from './transcript.ts';
export { type PermissionName, type PermissionSet } from './world/permissions.ts';
export * from './voice/index.ts';
export {
  createGuild,
  populate,
  readConfiguration,
  type Configuration,
  type GuildConfiguration,
} from './control/configuration.ts';
export { controlRoutes } from './control/control-routes.ts';

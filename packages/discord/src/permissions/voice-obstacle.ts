import { failure } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { channelPermissions, missingPermissions, voiceNeeds } from './permissions.ts';
import type { GuildPermissions, MemberRoles, PermissionName, PermissionOverwrite } from './permissions.ts';

/** What decides who may come into a voice or stage channel. */
export interface VoiceChannelAccess {
  id: string;
  stage: boolean;
  /** Most members at once; 0 for no limit. */
  userLimit: number;
  /** Ids of the users in it. */
  occupants: readonly string[];
  overwrites: readonly PermissionOverwrite[];
}

/** On a stage nobody speaks by Speak: who may not unsuppress herself asks for it. */
const stageNeeds = ['ViewChannel', 'Connect'] as const satisfies readonly PermissionName[];
const toSpeakOnStage = PermissionFlagsBits.MuteMembers | PermissionFlagsBits.RequestToSpeak;

/** Why a bot can't come into a channel and play there: BP, VF or SG. Null for no reason. */
export function voiceObstacle(
  guild: GuildPermissions,
  member: MemberRoles,
  channel: VoiceChannelAccess,
): Reply | null {
  const { id: channelId, stage, userLimit, occupants, overwrites } = channel;
  const held = channelPermissions(guild, member, overwrites);
  const missing = missingPermissions(held, stage ? stageNeeds : voiceNeeds);
  if (missing.length > 0) return failure('BP', { channelId, missing });
  const full = userLimit > 0 && occupants.length >= userLimit;
  const inside = occupants.includes(member.userId);
  if (full && !inside && !(held & PermissionFlagsBits.MoveMembers)) return failure('VF', { channelId });
  return stage && !(held & toSpeakOnStage) ? failure('SG', { channelId, missing: ['MuteMembers'] }) : null;
}

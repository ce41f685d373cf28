import { within } from '@anankor/core';
import { discordError, isDiscordCode, voiceObstacle } from '@anankor/discord';
import type { createRest } from '@anankor/discord';
import { failure } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import { ChannelType, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { VoiceStates } from './voice-states.ts';

const bits = z.string().regex(/^\d+$/);
const overwrite = z.object({ id: z.string(), type: z.number(), allow: bits, deny: bits });
const voiceChannel = z.object({
  type: z.number(),
  user_limit: z.number().nullish(),
  permission_overwrites: z.array(overwrite).nullish(),
});
const guild = z.object({
  owner_id: z.string(),
  afk_channel_id: z.string().nullish(),
  roles: z.array(z.object({ id: z.string(), permissions: bits })),
});
const member = z.object({ roles: z.array(z.string()) });

const MISSING_ACCESS = 50_001;
/** A member waits for the answer, milliseconds. */
const ASKED_MS = 3_000;

export interface VoiceObstacleOptions {
  rest: ReturnType<typeof createRest>;
  workerId: string;
  voiceStates: VoiceStates;
}

/**
 * Why Discord does not let the bot into a voice channel: op 4 is refused without an answer, so it is asked for what decides. BP, VF, SG
 * or AF; VC where nothing of it explains it, or Discord does not tell in time. Never rejects.
 */
export function obstacleFinder({ rest, workerId, voiceStates }: VoiceObstacleOptions) {
  const ask = async (guildId: string, channelId: string): Promise<Reply | null> => {
    const [foundChannel, foundGuild, foundMember] = await Promise.all([
      rest.get(Routes.channel(channelId)).then((body) => voiceChannel.parse(body)),
      rest.get(Routes.guild(guildId)).then((body) => guild.parse(body)),
      rest.get(Routes.guildMember(guildId, workerId)).then((body) => member.parse(body)),
    ]);
    if (foundGuild.afk_channel_id === channelId) return failure('AF', { channelId });
    return voiceObstacle(
      { guildId, ownerId: foundGuild.owner_id, roles: foundGuild.roles },
      { userId: workerId, roleIds: foundMember.roles },
      {
        id: channelId,
        stage: foundChannel.type === Number(ChannelType.GuildStageVoice),
        userLimit: foundChannel.user_limit ?? 0,
        occupants: voiceStates.occupants(guildId, channelId),
        overwrites: foundChannel.permission_overwrites ?? [],
      },
    );
  };
  return async (guildId: string, channelId: string): Promise<Reply> => {
    const unknown = failure('VC', { channelId });
    const reason = ask(guildId, channelId).catch((thrown: unknown) =>
      isDiscordCode(discordError('look at a voice channel', thrown), MISSING_ACCESS)
        ? failure('BP', { channelId, missing: ['ViewChannel'] })
        : null,
    );
    return (await within(reason, ASKED_MS, null)) ?? unknown;
  };
}

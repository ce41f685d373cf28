import { failure } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { CommandRequest } from '../interactions/request.ts';

export interface GuardSettings {
  operatorGuildId?: string | undefined;
}

/**
 * What can be refused from the interaction and the gateway's memory alone; null lets pass. Whether the caller is DJ
 * enough is for the worker to judge, which knows the session; an administrator is never refused here.
 */
export function guard(request: CommandRequest, settings: GuardSettings): Reply | null {
  const { command, caller } = request;
  switch (command.access) {
    case 'B':
      return null;
    case 'U':
    case 'D':
      return guardPresence(request);
    case 'A':
      return managesServer(caller.permissions) ? null : failure('PD');
    case 'O':
      return request.guildId === settings.operatorGuildId ? null : failure('PD');
  }
}

/** Manage Server, or Administrator. */
export function managesServer(permissions: bigint): boolean {
  return (permissions & (PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator)) !== 0n;
}

function guardPresence({ command, caller, channelId, origin }: CommandRequest): Reply | null {
  const administrator = (caller.permissions & PermissionFlagsBits.Administrator) !== 0n;
  if (caller.voiceChannelId === null)
    // A new session needs a channel, so here even an administrator has to name or join one.
    return administrator && (!command.opensSession || channelId !== null) ? null : failure('NV');
  const elsewhere = origin.kind === 'component' && caller.voiceChannelId !== channelId;
  if (!elsewhere || administrator || channelId === null) return null;
  return failure('WC', { sessions: [{ channelId, workerName: '' }] });
}

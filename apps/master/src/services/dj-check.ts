import type { GuildSettingsValues } from '@anankor/schemas';
import type { Caller } from '../interactions/request.ts';
import { managesServer } from '../middleware/guard.ts';

/** Whether a member passes tier D: manages the server or has a DJ role; where no role is set, everybody is a DJ. */
export function isDj({ djMode, djRoleIds }: GuildSettingsValues, caller: Caller): boolean {
  if (djMode === 'off' || djRoleIds.length === 0 || managesServer(caller.permissions)) return true;
  return djRoleIds.some((role) => caller.roleIds.includes(role));
}

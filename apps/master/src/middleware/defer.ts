import { AnankorError } from '@anankor/core';
import type { Acknowledgement, Acknowledger, Deferral } from '@anankor/discord';
import type { Logger } from '@anankor/logger';
import type { ReplyRoute } from '@anankor/schemas';

/**
 * Tells the member that an answer comes. False: the three seconds are over, the member was told that the command failed,
 * and so it must not have an effect any more. Where Discord could not be reached the member may have been told or not;
 * then the command is done, since an acknowledged one must be.
 */
export async function defer(
  acknowledger: Acknowledger,
  route: ReplyRoute & { deferred: Deferral },
  logger: Logger,
): Promise<boolean> {
  try {
    const outcome: Acknowledgement = await acknowledger.defer(route, route.deferred);
    return outcome !== 'expired';
  } catch (error) {
    if (!(error instanceof AnankorError)) throw error;
    logger.warn({ code: error.code, details: error.details }, 'an interaction could not be deferred');
    return error.kind === 'retryable';
  }
}

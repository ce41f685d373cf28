import { classify } from '@anankor/core';
import type { Service } from '@anankor/core';
import { commandsToApi, createRest, syncCommands } from '@anankor/discord';
import type { AroundRequest } from '@anankor/discord';
import type { Logger } from '@anankor/logger';
import { commandList } from '@anankor/schemas';
import type { MasterEvents } from '../metrics/master-events.ts';

export interface RegistrationOptions {
  /** Known once the master is logged in. */
  applicationId: () => string | undefined;
  token: string;
  apiUrl: string | undefined;
  guildId: string | undefined;
  around?: AroundRequest;
  events: MasterEvents;
  logger: Logger;
}

/**
 * Makes Discord know our commands, once the master is logged in. Beside the start, since the first time is slow and
 * commands that are registered already work meanwhile. Replicas that do it at the same time send the same.
 */
export function registration(options: RegistrationOptions): Service {
  const { token, apiUrl, guildId, events, logger } = options;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const register = async (): Promise<void> => {
    const applicationId = options.applicationId();
    if (!applicationId) throw new TypeError('commands are registered after the login');
    const { around } = options;
    const rest = createRest({ token, timeoutMs: 30_000, around, ...(apiUrl ? { apiUrl } : {}) });
    const commands = commandsToApi(commandList);
    const scope = guildId ? { guildId } : {};
    events.commandsSynced(
      await syncCommands({ rest, applicationId, commands, signal: stopping.signal, ...scope }),
    );
  };
  return {
    name: 'command registration',
    start: async () => {
      running = register().catch((thrown: unknown) => {
        if (!stopping.signal.aborted)
          logger.error(
            { err: classify(thrown) },
            'the commands could not be registered; restart to try again',
          );
      });
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

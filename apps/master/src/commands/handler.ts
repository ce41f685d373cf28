import type { RegisteredWorkers } from '@anankor/ipc';
import type { CommandInput, MasterCommandPath, Reply } from '@anankor/schemas';
import type { CommandRequest } from '../interactions/request.ts';

export interface MasterSources {
  registry: RegisteredWorkers;
  /** Milliseconds of the gateway's last heartbeat; below 0 before the first. */
  gatewayPing(): number;
  /** Resolves when Redis has answered. */
  pingRedis(): Promise<unknown>;
}

export interface MasterContext<Path extends MasterCommandPath> {
  input: CommandInput<Path>;
  request: CommandRequest;
  sources: MasterSources;
}

export type MasterHandler<Path extends MasterCommandPath> = (
  context: MasterContext<Path>,
) => Reply | Promise<Reply>;

import { backoffDelay, classify } from '@anankor/core';
import type { AnankorError } from '@anankor/core';
import { isReplyExpired } from '@anankor/ipc';
import type { Delivery } from '@anankor/ipc';
import type { GuildInput } from './guild-input.ts';
import type { GuildServices } from './guild-services.ts';

const retryPolicy = { initialMs: 50, maxMs: 2_000 };

export interface InputHost {
  guildId: string;
  services: GuildServices;
  work(input: GuildInput): Promise<void>;
  /** It is not known what was written: the session is read again. */
  reload(): Promise<void>;
  /** The command that waits for what the input comes to. */
  waitingFor(input: GuildInput): Delivery | null;
  /** Nothing comes of the input any more, and its command, if there is one, is a dead letter. */
  givenUp(input: GuildInput, delivery: Delivery | null): void;
}

/** Works on an input until it is done, given up, or the worker is another process's. Never throws. */
export async function untilDone(input: GuildInput, host: InputHost): Promise<void> {
  const { clock, signal, lost, events } = host.services;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      return await host.work(input);
    } catch (thrown) {
      const error = classify(thrown);
      if (error.code === 'CLAIM_LOST') return lost(error);
      events.inputFailed(host.guildId, error, attempt);
      const delivery = host.waitingFor(input);
      if (!isTriedAgain(delivery, error, attempt)) return giveUp(input, delivery, error, host);
      await clock.sleep(backoffDelay(retryPolicy, attempt), signal).catch(() => undefined);
      await host.reload();
    }
  }
}

/** An outage of Redis is nobody's fault and waited out; anything else is tried as often as the command says. */
function isTriedAgain(delivery: Delivery | null, error: AnankorError, attempt: number): boolean {
  if (error.code === 'REDIS_UNAVAILABLE') return true;
  return error.kind === 'retryable' && attempt < (delivery?.attempts ?? 5);
}

function giveUp(input: GuildInput, delivery: Delivery | null, error: AnankorError, host: InputHost): void {
  if (input.kind === 'move') input.begun(error.message);
  delivery?.dead(error);
  host.givenUp(input, delivery);
  if (!delivery || isReplyExpired(delivery.job.reply)) return;
  const { services } = host;
  services.replies.apologise(delivery, error);
  services.events.jobGivenUp(delivery, error);
}

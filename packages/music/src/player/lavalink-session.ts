import { AnankorError } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { ObservedPlayer, PlayerPatch } from '../session/reconcile.ts';
import type { NodePlacement } from '../session/state.ts';
import type { LavalinkRest, RestAnswer } from './lavalink-rest.ts';
import { messageOf } from './lavalink-rest.ts';
import type { PlayerPort } from './player-port.ts';
import { readAnswer, restPlayer, restPlayers } from './rest-answers.ts';
import { fromPatch, toObserved } from './wire.ts';

/** Throws CLAIM_LOST when this process may not act for the bot any more. Lavalink knows no fence, so this is it. */
export type Guard = () => void;

export interface LavalinkSessionOptions {
  rest: LavalinkRest;
  sessionId: string;
  guard: Guard;
  clock: Clock;
}

/** The players of one Lavalink session, by REST; of a session whose socket is open, whoever holds it. */
export class LavalinkSession implements PlayerPort {
  readonly placement: NodePlacement;
  readonly #options: LavalinkSessionOptions;

  constructor(options: LavalinkSessionOptions) {
    this.#options = options;
    this.placement = { name: options.rest.name, sessionId: options.sessionId };
  }

  async observe(guildId: string): Promise<ObservedPlayer | null> {
    const answer = await this.#call('GET', `/players/${guildId}`);
    return answer.status === 404 ? null : this.#observed(answer);
  }

  async observeAll(): Promise<ReadonlyMap<string, ObservedPlayer>> {
    const now = this.#options.clock.now();
    const { body } = await this.#call('GET', '/players');
    const players = readAnswer(restPlayers, body, this.#options.rest.name);
    return new Map(players.map((player) => [player.guildId, toObserved(player, now)]));
  }

  /** A voice connection that never comes up hangs the player for ever: such a player is made anew by the next call. */
  async update(guildId: string, patch: PlayerPatch): Promise<ObservedPlayer> {
    const path = `/players/${guildId}?noReplace=false`;
    const answer = await this.#call('PATCH', path, fromPatch(patch)).catch(async (error: unknown) => {
      const hangs =
        error instanceof AnankorError && error.details['timedOut'] === true && patch.voice !== undefined;
      if (hangs) await this.destroy(guildId).catch(() => undefined);
      throw error;
    });
    return this.#observed(answer);
  }

  async destroy(guildId: string): Promise<void> {
    await this.#call('DELETE', `/players/${guildId}`);
  }

  /** Whether the players outlive the socket, and for how many seconds. */
  async setResuming(resuming: boolean, timeoutS: number): Promise<void> {
    await this.#call('PATCH', '', { resuming, timeout: timeoutS });
  }

  #observed({ body }: RestAnswer): ObservedPlayer {
    const { rest, clock } = this.#options;
    return toObserved(readAnswer(restPlayer, body, rest.name), clock.now());
  }

  async #call(method: 'GET' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<RestAnswer> {
    const { rest, sessionId, guard } = this.#options;
    guard();
    const answer = await rest.call(method, `sessions/${sessionId}${path}`, body);
    const gone =
      answer.status === 404 &&
      (method === 'PATCH' || path === '/players' || /session/i.test(messageOf(answer.body) ?? ''));
    if (gone)
      throw new AnankorError('LAVALINK_UNAVAILABLE', `the Lavalink session on ${rest.name} is gone`, {
        details: { node: rest.name, sessionGone: true },
      });
    return answer;
  }
}

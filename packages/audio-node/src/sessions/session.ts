import type { WebSocket } from 'ws';
import { Player } from '../player/player.ts';
import type { PlayerContext } from '../player/player.ts';

/** What all sessions of a node share. */
export type SessionServices = Pick<PlayerContext, 'pump' | 'sources' | 'settings'>;

/** One client's session: its players, and its socket or what waits for the next one. */
export class Session {
  readonly id: string;
  readonly userId: string;
  readonly players = new Map<string, Player>();
  resuming = false;
  /** Seconds in which a session without socket can be resumed. */
  timeout = 60;
  readonly #services: SessionServices;
  readonly #queue: string[] = [];
  #socket: WebSocket | undefined;

  constructor(id: string, userId: string, services: SessionServices) {
    this.id = id;
    this.userId = userId;
    this.#services = services;
  }

  get isPaused(): boolean {
    return this.#socket === undefined;
  }

  /** Gives the session its socket: what was queued goes out first, then the state of each player. */
  attach(socket: WebSocket, resumed: boolean): void {
    this.#socket = socket;
    this.send({ op: 'ready', resumed, sessionId: this.id });
    for (const message of this.#queue.splice(0)) socket.send(message);
    for (const player of this.players.values()) this.#sendUpdate(player);
  }

  /** The socket is gone; from now on events queue up. */
  detach(): void {
    this.#socket = undefined;
  }

  /** Now, or when the session is resumed. */
  send(message: object): void {
    const text = JSON.stringify(message);
    if (this.#socket) this.#socket.send(text);
    else this.#queue.push(text);
  }

  /** Now or never. */
  sendIfOpen(message: object): void {
    if (this.#socket) this.send(message);
  }

  /** The guild's player, made if there is none. */
  player(guildId: string): Player {
    const known = this.players.get(guildId);
    if (known) return known;
    const player: Player = new Player(guildId, {
      ...this.#services,
      userId: this.userId,
      emit: ({ type, ...event }) => this.send({ op: 'event', type, guildId, ...event }),
      update: () => this.#sendUpdate(player),
    });
    this.players.set(guildId, player);
    return player;
  }

  destroyPlayer(guildId: string): void {
    this.players.get(guildId)?.destroy();
    this.players.delete(guildId);
  }

  /** Ends all sound. A destroyed session is never attached again. */
  destroy(): void {
    for (const guildId of [...this.players.keys()]) this.destroyPlayer(guildId);
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  #sendUpdate({ guildId, state }: Player): void {
    this.sendIfOpen({ op: 'playerUpdate', guildId, state });
  }
}

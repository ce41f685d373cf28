import { GatewayOpcodes } from 'discord-api-types/v10';
import type { GatewayConnection } from '../gateway/gateway-connection.ts';
import type { GatewayServer } from '../gateway/gateway-server.ts';
import type { GatewaySessions } from '../gateway/gateway-sessions.ts';

export interface SessionView {
  id: string;
  shard: number;
  connected: boolean;
  sequence: number;
}

/** What Discord may do to an application's gateway connections, on order. */
export class GatewayControls {
  readonly #applicationId: string;
  readonly #server: GatewayServer;
  readonly #sessions: GatewaySessions;

  constructor(applicationId: string, server: GatewayServer, sessions: GatewaySessions) {
    this.#applicationId = applicationId;
    this.#server = server;
    this.#sessions = sessions;
  }

  get sessions(): SessionView[] {
    return this.#sessions.of(this.#applicationId).map(({ id, shard, socket, sequence }) => ({
      id,
      shard: shard[0],
      connected: socket !== undefined,
      sequence,
    }));
  }

  /** Op 7: asks the clients to reconnect and resume. */
  reconnect(): void {
    for (const connection of this.#connections()) {
      if (connection.session) this.#sessions.record(connection.session, 'reconnect');
      connection.send({ op: GatewayOpcodes.Reconnect, d: null, s: null, t: null });
    }
  }

  /** Op 9: the session is taken from the socket, and from the world unless it is resumable. */
  invalidate(resumable: boolean): void {
    for (const connection of this.#connections()) {
      const { session } = connection;
      connection.session = undefined;
      if (session) {
        this.#sessions.record(session, 'invalid-session');
        if (resumable) this.#sessions.detach(session, 1000);
        else this.#sessions.end(session);
      }
      connection.send({ op: GatewayOpcodes.InvalidSession, d: resumable, s: null, t: null });
    }
  }

  /** An event of any name and data, in the order of the others: a RESUME sends it again. */
  event(name: string, data: unknown): void {
    for (const session of this.#sessions.of(this.#applicationId)) session.dispatch(name, data);
  }

  /** Any frame, as it is, on the open connections. */
  frame(frame: unknown): void {
    for (const connection of this.#connections()) connection.send(frame as object);
  }

  /** Closes the sockets with a code. */
  close(code: number): void {
    for (const connection of this.#connections()) connection.close(code);
  }

  /** Cuts TCP without a close frame (1006). */
  drop(): void {
    for (const connection of this.#connections()) connection.drop();
  }

  /** The connections stay open and say nothing more, not even heartbeat acknowledgements. */
  silence(): void {
    for (const connection of this.#connections()) connection.silence();
  }

  /** The resume window of sessions without a socket is over now. */
  expire(): void {
    for (const session of this.#sessions.of(this.#applicationId)) {
      if (!session.socket) this.#sessions.end(session);
    }
  }

  #connections(): GatewayConnection[] {
    return this.#server.connectionsOf(this.#applicationId);
  }
}

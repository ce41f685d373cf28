import type { Service } from '@anankor/core';
import type { NodePlacement } from '../session/state.ts';
import type { LavalinkRest } from './lavalink-rest.ts';
import { NodeConnection } from './node-connection.ts';
import type { ConnectionOptions, ConnectionState } from './node-connection.ts';
import type { NodeStats } from './node-listener.ts';
import type { NodeOptions } from './node-options.ts';
import type { PlayerPort } from './player-port.ts';

export interface NodeState {
  name: string;
  /** `untried`: the first attempt to connect has not come to an end. `refused`: by 401 or 403, and tried again. */
  state: ConnectionState;
  /** Why it is not up; null while it is. */
  cause: string | null;
  /** As it last said; null while it is not up. */
  stats: NodeStats | null;
}

/** One worker bot's connections to all nodes. A session stays on the node it is on while that is up. */
export class NodePool implements Service {
  readonly name = 'lavalink';
  readonly #connections: readonly NodeConnection[];

  constructor(nodes: readonly NodeOptions[], options: ConnectionOptions) {
    this.#connections = nodes.map((node) => new NodeConnection(node, options));
  }

  /** Resolves when each node was tried once. No node being up is no failure: playback begins when one is. */
  async start(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.start(signal)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.stop()));
  }

  /** Whether any node is up. */
  get up(): boolean {
    return this.#connections.some(({ port }) => port !== null);
  }

  /** Each node as this bot's connection to it stands. */
  get states(): NodeState[] {
    return this.#connections.map(({ name, state, cause, stats }) => ({ name, state, cause, stats }));
  }

  get names(): string[] {
    return this.#connections.map(({ name }) => name);
  }

  /** The players on a node; null while it is not connected. */
  at(name: string): PlayerPort | null {
    return this.#connections.find((connection) => connection.name === name)?.port ?? null;
  }

  /** The node with the least to do, for a session that has none. */
  pick(): NodePlacement | null {
    const [best] = this.#ranked();
    best?.expectPlayer();
    return best?.port?.placement ?? null;
  }

  /** Nodes to load tracks from, best first. */
  rests(): LavalinkRest[] {
    return this.#ranked().map(({ rest }) => rest);
  }

  #ranked(): NodeConnection[] {
    return this.#connections.filter(({ port }) => port !== null).sort((one, other) => one.load - other.load);
  }
}

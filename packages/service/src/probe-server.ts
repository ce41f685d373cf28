import type { Service } from '@anankor/core';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Readiness } from './readiness.ts';

export interface ProbeServerOptions {
  host: string;
  /** 0 picks a free port; `port` tells which. */
  port: number;
  readiness: Readiness;
  /** The Prometheus exposition. */
  metrics: () => Promise<{ contentType: string; body: string }>;
  /** Further routes, such as the admin ones. */
  routes?: ((server: FastifyInstance) => void) | undefined;
}

/** `/health`: the process lives. `/ready`: each dependency with its state and since when, 503 unless all are up. `/metrics`. */
export class ProbeServer implements Service {
  readonly name = 'probe server';
  readonly #options: ProbeServerOptions;
  readonly #server: FastifyInstance;

  constructor(options: ProbeServerOptions) {
    this.#options = options;
    this.#server = Fastify({ logger: false, forceCloseConnections: true });
    this.#server.get('/health', () => ({ status: 'ok', uptimeSeconds: Math.round(process.uptime()) }));
    this.#server.get('/ready', (_request, response) => {
      const snapshot = options.readiness.snapshot();
      return response.code(snapshot.ready ? 200 : 503).send(snapshot);
    });
    this.#server.get('/metrics', async (_request, response) => {
      const { contentType, body } = await options.metrics();
      return response.type(contentType).send(body);
    });
    options.routes?.(this.#server);
  }

  async start(): Promise<void> {
    await this.#server.listen({ host: this.#options.host, port: this.#options.port });
  }

  /** The port it listens on, once started. */
  get port(): number {
    const address = this.#server.server.address();
    return typeof address === 'object' && address ? address.port : this.#options.port;
  }

  async stop(): Promise<void> {
    await this.#server.close();
  }
}

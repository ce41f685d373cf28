import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Pump } from './engine/pump.ts';
import { createApp } from './http/app.ts';
import { addArtworkRoute, addInfoRoutes, addTrackRoutes } from './http/routes.ts';
import { addSessionRoutes } from './http/session-routes.ts';
import { StatsCollector } from './http/stats-collector.ts';
import { LibrarySource } from './library/library-source.ts';
import { SessionRegistry } from './sessions/session-registry.ts';
import { SocketServer } from './sessions/socket-server.ts';
import { defaultSettings } from './settings.ts';
import type { NodeSettings } from './settings.ts';
import { GuardedFetch } from './sources/guarded-fetch.ts';
import { HttpSource } from './sources/http-source.ts';
import { LocalSource } from './sources/local-source.ts';
import { RecordingCache } from './sources/recording-cache.ts';
import { SourceRegistry } from './sources/source-registry.ts';

/** A Lavalink v4 node in this process. */
export class AudioNode {
  readonly settings: NodeSettings;
  readonly #app: FastifyInstance;
  readonly #pump = new Pump();
  readonly #recordings = new RecordingCache();
  readonly #fetch: GuardedFetch;
  readonly #sessions: SessionRegistry;
  readonly #sockets: SocketServer;

  private constructor(settings: NodeSettings) {
    this.settings = settings;
    this.#fetch = new GuardedFetch({
      privateHosts: settings.privateHosts,
      maxBytes: settings.maxFileBytes,
      timeoutMs: settings.fetchTimeoutMs,
    });
    const sources = new SourceRegistry([
      new LibrarySource(() => settings.publicUrl ?? this.url),
      new LocalSource(settings.localFolders, settings.maxFileBytes, this.#recordings),
      new HttpSource(this.#fetch, this.#recordings),
    ]);
    this.#sessions = new SessionRegistry({ sources, settings, pump: this.#pump });
    const stats = new StatsCollector(this.#sessions);
    this.#sockets = new SocketServer(this.#sessions, stats, settings);
    this.#app = createApp(settings.password);
    addInfoRoutes(this.#app, sources, stats);
    addTrackRoutes(this.#app, sources);
    addSessionRoutes(this.#app, this.#sessions, sources);
    addArtworkRoute(this.#app);
    this.#sockets.attachTo(this.#app.server);
  }

  /** Resolves once it listens. What is not given has the value of `defaultSettings`. */
  static async start(settings: Partial<NodeSettings> = {}): Promise<AudioNode> {
    const node = new AudioNode({ ...defaultSettings, ...settings });
    await node.#app.listen({ host: node.settings.host, port: node.settings.port });
    return node;
  }

  get port(): number {
    return (this.#app.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://${this.settings.host}:${this.port}`;
  }

  /** Ends all sound, closes all sockets and waits until they are. */
  async stop(): Promise<void> {
    this.#pump.stop();
    this.#sockets.close();
    this.#sessions.close();
    this.#recordings.close();
    await Promise.all([this.#app.close(), this.#fetch.close()]);
  }
}

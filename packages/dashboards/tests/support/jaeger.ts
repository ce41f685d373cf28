import { join } from 'node:path';
import { repositoryRoot } from '@anankor/local-stack';
import type { Child } from '@anankor/local-stack';
import getPort from 'get-port';
import { startTool } from './tool.ts';

/** The trace store with the product's configuration, on free ports. */
export class LocalJaeger {
  /** Where Grafana asks. */
  readonly url: string;
  /** `host:port` where the collector sends spans, by gRPC. */
  readonly otlpAddress: string;
  readonly #child: Child;

  private constructor(url: string, otlpAddress: string, child: Child) {
    this.url = url;
    this.otlpAddress = otlpAddress;
    this.#child = child;
  }

  /** Undefined where JAEGER names no Jaeger, infra/tools/install.sh brought none, and none is on PATH. */
  static async start(): Promise<LocalJaeger | undefined> {
    const ports = await Promise.all([1, 2, 3].map(() => getPort({ host: '127.0.0.1' })));
    const [query, otlp, internal] = ports.map((port) => `127.0.0.1:${port}`) as [string, string, string];
    const settings = [
      `extensions::jaeger_query::http::endpoint: ${query}`,
      `extensions::jaeger_query::grpc::endpoint: ${internal}`,
      `receivers::otlp::protocols::grpc::endpoint: ${otlp}`,
    ];
    const file = join(repositoryRoot(), 'infra/docker/jaeger/config.yaml');
    const args = [`--config=${file}`, ...settings.map((setting) => `--config=yaml:${setting}`)];
    const child = await startTool('jaeger', args);
    if (!child) return undefined;
    await child.waitFor(async (signal) => {
      const answer = await fetch(`http://${query}/api/services`, { signal });
      if (!answer.ok) throw new Error(`Jaeger answered ${answer.status}`);
    });
    return new LocalJaeger(`http://${query}`, otlp, child);
  }

  async stop(): Promise<void> {
    await this.#child.stop();
  }
}

import { join } from 'node:path';
import { repositoryRoot } from '@anankor/local-stack';
import type { Child } from '@anankor/local-stack';
import getPort from 'get-port';
import type { LocalJaeger } from './jaeger.ts';
import { startTool } from './tool.ts';

const freePort = (): Promise<number> => getPort({ host: '127.0.0.1' });

/** The collector with the product's configuration, on free ports and without its delays. */
export class LocalCollector {
  /** Where the apps send spans. */
  readonly otlpUrl: string;
  /** Where Prometheus scrapes. */
  readonly metricsAddress: string;
  readonly #child: Child;

  private constructor(otlpUrl: string, metricsAddress: string, child: Child) {
    this.otlpUrl = otlpUrl;
    this.metricsAddress = metricsAddress;
    this.#child = child;
  }

  /**
   * Undefined where OTELCOL names no collector, infra/tools/install.sh brought none, and none is on PATH. With a `jaeger` it also sends
   * traces there.
   */
  static async start(jaeger?: LocalJaeger): Promise<LocalCollector | undefined> {
    const [http, grpc, health, metrics] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const settings = [
      `receivers::otlp::protocols::http::endpoint: 127.0.0.1:${http}`,
      `receivers::otlp::protocols::grpc::endpoint: 127.0.0.1:${grpc}`,
      `extensions::health_check::endpoint: 127.0.0.1:${health}`,
      `exporters::prometheus::endpoint: 127.0.0.1:${metrics}`,
      'connectors::spanmetrics::metrics_flush_interval: 1s',
      'processors::batch::timeout: 200ms',
      'service::telemetry::metrics::level: none',
    ];
    const folder = join(repositoryRoot(), 'infra/docker/otel-collector');
    const files = [`--config=${join(folder, 'config.yaml')}`];
    if (jaeger) {
      files.push(`--config=${join(folder, 'jaeger.yaml')}`);
      settings.push(`exporters::otlp/jaeger::endpoint: ${jaeger.otlpAddress}`);
    }
    const args = [...files, ...settings.map((setting) => `--config=yaml:${setting}`)];
    const child = await startTool('otelcol', args);
    if (!child) return undefined;
    await child.waitFor(async (signal) => {
      const answer = await fetch(`http://127.0.0.1:${health}`, { signal });
      if (!answer.ok) throw new Error(`The collector answered ${answer.status}`);
    });
    return new LocalCollector(`http://127.0.0.1:${http}`, `127.0.0.1:${metrics}`, child);
  }

  /** What it wrote so far; spans are counted there. */
  get output(): string {
    return this.#child.output.text;
  }

  async stop(): Promise<void> {
    await this.#child.stop();
  }
}

import { Platform } from '@anankor/local-stack';
import { LocalCollector } from './collector.ts';
import { LocalPrometheus } from './prometheus.ts';

/** The platform and those who watch it. */
export class Lab {
  readonly platform: Platform;
  readonly prometheus: LocalPrometheus;
  /** Undefined where there is no collector on this machine. */
  readonly collector: LocalCollector | undefined;

  private constructor(platform: Platform, prometheus: LocalPrometheus, collector?: LocalCollector) {
    this.platform = platform;
    this.prometheus = prometheus;
    this.collector = collector;
  }

  /** Two bots, and three worker processes: one of them a hot standby. What fails stops what was started. */
  static async start(): Promise<Lab> {
    // First, since these are the parts that may be missing.
    const prometheus = await LocalPrometheus.start();
    let collector: LocalCollector | undefined;
    try {
      collector = await LocalCollector.start();
      const env: Record<string, string> = collector ? { OTLP_ENDPOINT: collector.otlpUrl } : {};
      const platform = await Platform.start({ workerBots: 2, workers: 3, env });
      const lab = new Lab(platform, prometheus, collector);
      await lab.scrapeAll();
      return lab;
    } catch (error) {
      await Promise.all([prometheus.stop(), collector?.stop()]);
      throw error;
    }
  }

  /** Scrapes every master and worker there is by now, the dead ones too: `up` tells. */
  async scrapeAll(): Promise<void> {
    const targets = (job: string, processes: readonly { port: number }[]) =>
      processes.map(({ port }) => ({ job, address: `127.0.0.1:${port}` }));
    const { masters, workers } = this.platform;
    await this.prometheus.scrape([
      ...targets('master', masters),
      ...targets('worker', workers),
      ...(this.collector ? [{ job: 'otel-collector', address: this.collector.metricsAddress }] : []),
    ]);
  }

  async stop(): Promise<void> {
    await this.platform.stop();
    await Promise.all([this.prometheus.stop(), this.collector?.stop()]);
  }
}

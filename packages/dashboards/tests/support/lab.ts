import { Platform } from '@anankor/local-stack';
import type { PlatformProcess } from '@anankor/local-stack';
import { LocalCollector } from './collector.ts';
import { LocalPrometheus } from './prometheus.ts';
import { LocalJaeger } from './jaeger.ts';
import type { Target } from './prometheus.ts';

/** Selectors of counters, and by how much each rises at least. Those of spans count where there is a collector. */
export type Rises = Readonly<Record<string, number>>;

/** The platform and those who watch it. */
export class Lab {
  readonly platform: Platform;
  readonly prometheus: LocalPrometheus;
  /** Undefined where there is no collector on this machine. */
  readonly collector: LocalCollector | undefined;
  /** Undefined where there is no collector or no Jaeger on this machine. */
  readonly jaeger: LocalJaeger | undefined;

  private constructor(
    platform: Platform,
    prometheus: LocalPrometheus,
    collector?: LocalCollector,
    jaeger?: LocalJaeger,
  ) {
    this.platform = platform;
    this.prometheus = prometheus;
    this.collector = collector;
    this.jaeger = collector && jaeger;
  }

  /** Two bots, and three worker processes: one of them a hot standby. What fails stops what was started. */
  static async start(): Promise<Lab> {
    // First, since these are the parts that may be missing.
    const prometheus = await LocalPrometheus.start();
    let jaeger: LocalJaeger | undefined;
    let collector: LocalCollector | undefined;
    try {
      jaeger = await LocalJaeger.start();
      collector = await LocalCollector.start(jaeger);
      const env = {
        // Three members do what hundreds do in hours.
        COOLDOWN_COMMANDS: '1000',
        ...(collector ? { OTLP_ENDPOINT: collector.otlpUrl } : {}),
      };
      const platform = await Platform.start({ workerBots: 2, workers: 3, env });
      const lab = new Lab(platform, prometheus, collector, jaeger);
      await lab.scrapeAll();
      return lab;
    } catch (error) {
      await Promise.all([prometheus.stop(), collector?.stop(), jaeger?.stop()]);
      throw error;
    }
  }

  /** Scrapes every master and worker there is by now, the dead ones too: `up` tells. */
  async scrapeAll(): Promise<void> {
    await this.prometheus.scrape(this.#targets(() => true));
  }

  /**
   * Takes a step and resolves when Prometheus knows of it: each counter has risen by at least as much as told, over all
   * processes, and everything that lives was scraped after that. So the next step is a rise of its own.
   */
  async step(take: () => Promise<void>, rises: Rises): Promise<void> {
    const counters = Object.entries(rises).filter(
      ([counter]) => this.collector !== undefined || !counter.startsWith('traces_'),
    );
    const goals = await Promise.all(
      counters.map(async ([counter, by]) => {
        // With what a process had counted before it died.
        const total = `sum(max_over_time(${counter}[1h]))`;
        return { total, value: (await this.prometheus.value(total)) + by };
      }),
    );
    await take();
    for (const { total, value } of goals) await this.prometheus.rises(total, value);
    await this.prometheus.scrapesAgain(this.#targets(({ exit }) => exit === undefined));
  }

  #targets(which: (process: PlatformProcess) => boolean): Target[] {
    const targets = (job: string, processes: readonly PlatformProcess[]): Target[] =>
      processes.filter(which).map(({ port }) => ({ job, address: `127.0.0.1:${port}` }));
    return [
      ...targets('master', this.platform.masters),
      ...targets('worker', this.platform.workers),
      ...(this.collector ? [{ job: 'otel-collector', address: this.collector.metricsAddress }] : []),
    ];
  }

  async stop(): Promise<void> {
    await this.platform.stop();
    await Promise.all([this.prometheus.stop(), this.collector?.stop(), this.jaeger?.stop()]);
  }
}

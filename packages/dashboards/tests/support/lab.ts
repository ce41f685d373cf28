import { Platform } from '@anankor/local-stack';
import { LocalPrometheus } from './prometheus.ts';

/** The platform and a Prometheus that watches it. */
export class Lab {
  readonly platform: Platform;
  readonly prometheus: LocalPrometheus;

  private constructor(platform: Platform, prometheus: LocalPrometheus) {
    this.platform = platform;
    this.prometheus = prometheus;
  }

  /** Two bots, and three worker processes: one of them a hot standby. What fails stops what was started. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<Lab> {
    // First, since it is the part that may be missing.
    const prometheus = await LocalPrometheus.start();
    try {
      const platform = await Platform.start({ workerBots: 2, workers: 3, env });
      const lab = new Lab(platform, prometheus);
      await lab.scrapeAll();
      return lab;
    } catch (error) {
      await prometheus.stop();
      throw error;
    }
  }

  /** Scrapes every master and worker there is by now, the dead ones too: `up` tells. */
  async scrapeAll(more: { job: string; address: string }[] = []): Promise<void> {
    const targets = (job: string, processes: readonly { port: number }[]) =>
      processes.map(({ port }) => ({ job, address: `127.0.0.1:${port}` }));
    const { masters, workers } = this.platform;
    await this.prometheus.scrape([...targets('master', masters), ...targets('worker', workers), ...more]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.platform.stop(), this.prometheus.stop()]);
  }
}

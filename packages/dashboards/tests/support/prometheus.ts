import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Child } from '@anankor/local-stack';
import getPort from 'get-port';
import { stringify } from 'yaml';
import { readRuleGroups, rulesFolder } from './rules.ts';

export interface Target {
  /** The scrape job, as in infra/docker/prometheus/prometheus.yml. */
  job: string;
  /** `host:port`, with `/metrics`. */
  address: string;
}

/** Prometheus moves the time of a scrape by up to this, so that samples lie evenly. */
const ALIGNMENT_MS = 2;
const PATIENCE_MS = 30_000;

const MISSING =
  'This test needs a real Prometheus and found none: install one (`apt-get install --no-install-recommends prometheus` ' +
  'on Debian and Ubuntu, `brew install prometheus` on macOS), or name its binary in PROMETHEUS.';

/** A Prometheus of its own with the product's rules. It scrapes and evaluates every second, so that a short run has data. */
export class LocalPrometheus {
  readonly url: string;
  readonly #child: Child;
  readonly #folder: string;

  private constructor(url: string, child: Child, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /** Rejects with how to get Prometheus where there is none. */
  static async start(): Promise<LocalPrometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'anankor-prometheus-'));
    const port = await getPort({ host: '127.0.0.1' });
    await writeFile(join(folder, 'targets.json'), '[]');
    await copyRules(folder);
    await writeFile(join(folder, 'prometheus.yml'), configuration(`127.0.0.1:${port}`));
    const child = await startServer(folder, port);
    const url = `http://127.0.0.1:${port}`;
    await child.waitFor(async (signal) => {
      const answer = await fetch(`${url}/-/ready`, { signal });
      if (!answer.ok) throw new Error(`Prometheus answered ${answer.status}`);
    });
    return new LocalPrometheus(url, child, folder);
  }

  /** What is scraped from now on. Resolves when each was scraped once, which takes some five seconds. */
  async scrape(targets: readonly Target[]): Promise<void> {
    const groups = targets.map(({ job, address }) => ({ targets: [address], labels: { job } }));
    await writeFile(join(this.#folder, 'targets.json'), JSON.stringify(groups));
    // Itself is the one more.
    await this.rises('count(up)', targets.length + 1);
  }

  /** The newest value of an expression with one series; 0 where it has none. */
  async value(expr: string): Promise<number> {
    const answer = await fetch(`${this.url}/api/v1/query?${new URLSearchParams({ query: expr })}`);
    const { error, data } = (await answer.json()) as {
      error?: string;
      data?: { result: { value: [number, string] }[] };
    };
    if (!data) throw new Error(`${error ?? answer.statusText}: ${expr}`);
    return Number(data.result[0]?.value[1] ?? 0);
  }

  /** Resolves when the expression's value is at least `value`. */
  async rises(expr: string, value: number): Promise<void> {
    let last = Number.NaN;
    await until(
      async () => (last = await this.value(expr)) >= value,
      () => `${expr} is ${last}, not ${value}`,
    );
  }

  /** Resolves when each of these was scraped anew: what happened before the call is known from then on. */
  async scrapesAgain(targets: readonly Target[]): Promise<void> {
    const now = (Date.now() + ALIGNMENT_MS) / 1000;
    const instances = targets.map(({ address }) => address).join('|');
    const fresh = `timestamp(up{instance=~"${instances}"}) > ${now}`;
    await this.rises(`count((${fresh}) and up == 1)`, targets.length);
  }

  /** Resolves when all rules were evaluated anew. */
  async evaluatesAgain(): Promise<void> {
    const now = Date.now();
    let late: string[] = [];
    await until(
      async () => {
        const answer = await fetch(`${this.url}/api/v1/rules`);
        const { data } = (await answer.json()) as {
          data: { groups: { name: string; lastEvaluation: string }[] };
        };
        late = data.groups
          .filter(({ lastEvaluation }) => Date.parse(lastEvaluation) <= now)
          .map(({ name }) => name);
        return late.length === 0;
      },
      () => `the rules of ${late.join(', ')} are not evaluated`,
    );
  }

  async stop(): Promise<void> {
    await this.#child.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Asks every 100 ms; what is still amiss after 30 s becomes the error. */
async function until(holds: () => Promise<boolean>, amiss: () => string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`After ${PATIENCE_MS} ms ${amiss()}`);
    await wait(100);
  }
}

async function startServer(folder: string, port: number): Promise<Child> {
  const command = process.env['PROMETHEUS'] ?? 'prometheus';
  try {
    return await Child.start({
      name: 'Prometheus',
      command,
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
    });
  } catch (error) {
    throw new Error(MISSING, { cause: error });
  }
}

/** The rules as they are but for their groups' intervals: a short run would end before one of five minutes. */
async function copyRules(folder: string): Promise<void> {
  for (const name of await readdir(rulesFolder)) {
    const groups = (await readRuleGroups(name)).map((group) => ({ ...group, interval: '1s' }));
    await writeFile(join(folder, `rules-${name}`), stringify({ groups }));
  }
}

function configuration(self: string): string {
  return stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules-*.yaml'],
    scrape_configs: [
      { job_name: 'prometheus', static_configs: [{ targets: [self] }] },
      {
        job_name: 'platform',
        honor_labels: true,
        file_sd_configs: [{ files: ['targets.json'], refresh_interval: '1s' }],
      },
    ],
  });
}

import { errorCodes } from '@anankor/core';
import { emptySession } from '@anankor/music';
import { Readiness } from '@anankor/service';
import { createMetrics, metricDefinitions } from '@anankor/telemetry';
import { describe, expect, it } from 'vitest';
import { beginAtZero, exposeMetrics } from './expose-metrics.ts';
import type { OwnedView } from './expose-metrics.ts';

const labels = ['worker-1', 'worker-2'];

function create() {
  const registry = createMetrics({
    service: 'worker',
    version: '1.2.3',
    definitions: metricDefinitions.worker,
    defaultMetrics: false,
  });
  const readiness = new Readiness(['redis', 'dynamodb']);
  readiness.report('redis', 'up');
  readiness.report('dynamodb', 'down');
  const refused = async () => [{ label: 'worker-2' }];
  const scrape = async (owned: OwnedView | null, configured = labels): Promise<string> =>
    (await exposeMetrics({ expose: registry.expose, readiness, labels: configured, refused, owned })).body;
  return { metrics: registry.metrics, scrape, readiness };
}

const stream = async () => ({ length: 3, pending: 2, oldestMs: 1500 });
const session = emptySession({
  id: 's1',
  guildId: '1',
  channelId: '2',
  textChannelId: '3',
  now: 0,
});
const nodes: OwnedView['nodes'] = [
  {
    name: 'eu',
    state: 'up',
    cause: null,
    stats: { players: 3, playingPlayers: 2, frames: { sent: 3000, nulled: 7, deficit: -3 } },
  },
  { name: 'us', state: 'down', cause: null, stats: null },
  { name: 'asia', state: 'untried', cause: null, stats: null },
];
const owned: OwnedView = {
  label: 'worker-2',
  leaseMs: 4200,
  sessions: [session],
  unreadable: 0,
  listeners: 5,
  nodes,
  stream,
};

describe('a scrape', () => {
  it('tells what the owner of a worker holds, and that it holds no other', async () => {
    const body = await create().scrape(owned);
    expect(body).toContain('anankor_claim_held{worker="worker-1"} 0');
    expect(body).toContain('anankor_worker_token_refused{worker="worker-1"} 0');
    expect(body).toContain('anankor_worker_token_refused{worker="worker-2"} 1');
    expect(body).toContain('anankor_claim_held{worker="worker-2"} 1');
    expect(body).toContain('anankor_lease_remaining_seconds{worker="worker-1"} 0');
    expect(body).toContain('anankor_lease_remaining_seconds{worker="worker-2"} 4.2');
    expect(body).toContain('anankor_sessions{worker="worker-2",state="idle"} 1');
    expect(body).toContain('anankor_sessions{worker="worker-2",state="playing"} 0');
    expect(body).toContain('anankor_listeners{worker="worker-2"} 5');
    expect(body).toContain('anankor_stream_depth{worker="worker-2"} 3');
    expect(body).toContain('anankor_stream_pending{worker="worker-2"} 2');
    expect(body).toContain('anankor_stream_oldest_age_seconds{worker="worker-2"} 1.5');
    expect(body).toContain('anankor_lavalink_node_up{worker="worker-2",node="eu"} 1');
    expect(body).toContain('anankor_lavalink_node_up{worker="worker-2",node="us"} 0');
    expect(body).not.toContain('node="asia"');
    expect(body).toContain('anankor_lavalink_players{node="eu",state="idle"} 1');
    expect(body).toContain('anankor_lavalink_frames{node="eu",state="lost"} 0');
    expect(body).toContain('anankor_dependency_up{dependency="redis"} 1');
    expect(body).toContain('anankor_dependency_up{dependency="dynamodb"} 0');
  });

  it('of a process that lost its worker says nothing of what another one owns by now', async () => {
    const { scrape } = create();
    await scrape(owned);
    const body = await scrape(null);
    expect(body).toContain('anankor_claim_held{worker="worker-2"} 0');
    expect(body).toContain('anankor_lease_remaining_seconds{worker="worker-2"} 0');
    expect(body).not.toMatch(/anankor_(sessions|listeners|stream_\w+|lavalink_(node_up|players|frames))\{/);
  });

  it('leaves out what Redis was asked for in vain', async () => {
    const { scrape } = create();
    await scrape(owned);
    const hangs = await scrape({ ...owned, listeners: 6, stream: () => new Promise(() => undefined) });
    expect(hangs).toContain('anankor_listeners{worker="worker-2"} 6');
    expect(hangs).not.toContain('anankor_stream_depth{');
    const fails = await scrape({ ...owned, stream: () => Promise.reject(new Error('Redis is away')) });
    expect(fails).not.toContain('anankor_stream_depth{');
  });

  it('says nothing of a worker whose token was removed, nor of a dependency that is needed no more', async () => {
    const { scrape, readiness } = create();
    await scrape(owned);
    readiness.forget('dynamodb');
    const body = await scrape(null, ['worker-1']);
    expect(body).not.toContain('worker="worker-2"');
    expect(body).not.toContain('dependency="dynamodb"');
  });
});

describe('a new process', () => {
  it('begins with every rare counter at 0, for every worker that it may take over', async () => {
    const { metrics, scrape } = create();
    beginAtZero(metrics, labels);
    const body = await scrape(null);
    for (const worker of labels) {
      for (const [code, kind] of Object.entries(errorCodes)) {
        const begins = body.includes(`anankor_dead_letters_total{worker="${worker}",code="${code}"} 0`);
        expect(begins, code).toBe(kind === 'permanent' || kind === 'retryable');
      }
      expect(body).toContain(`anankor_claim_transitions_total{worker="${worker}",outcome="lost"} 0`);
      expect(body).toContain(`anankor_jobs_total{worker="${worker}",command="play",outcome="unanswered"} 0`);
      expect(body).toContain(`anankor_gateway_sessions_total{worker="${worker}",outcome="identified"} 0`);
      expect(body).toContain(`anankor_takeover_duration_seconds_count{worker="${worker}",stage="total"} 0`);
    }
  });
});

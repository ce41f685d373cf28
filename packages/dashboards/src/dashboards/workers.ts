import { dashboardOf } from '../building/dashboard.ts';
import { graph, number, states } from '../building/panels.ts';
import { risen } from '../building/query.ts';
import { choice } from '../building/variables.ts';

const worker = 'worker=~"$worker"';

/** Who holds which bot, and how hand-overs go. */
export const workers = dashboardOf({
  name: 'workers',
  title: 'Anankor: workers and leases',
  description: 'Which process holds which bot, is one free to take over, and how do hand-overs go?',
  variables: [choice({ name: 'worker', label: 'Worker bot', metric: 'anankor_claim_held' })],
  rows: [
    {
      title: 'Is there somebody to take over?',
      panels: [
        number({
          title: 'Bots held',
          description: 'Bot tokens that a process owns.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'below', bad: 1 },
          queries: [{ expr: 'sum(anankor_claim_held)', legend: 'held' }],
        }),
        number({
          title: 'Hot standbys',
          description:
            'Worker processes without a bot. With none, a bot whose process dies waits until that process is back.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'below', bad: 0, warn: 1 },
          queries: [
            {
              expr: 'count(up{job="worker"} == 1) - (sum(anankor_claim_held) or vector(0))',
              legend: 'standbys',
            },
          ],
        }),
        number({
          title: 'Claims lost in 15 min',
          description:
            'Claims that ended against their owner’s will: it was frozen, or Redis was out of its reach for too long.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'above', bad: 3, warn: 1 },
          queries: [
            {
              expr: `sum(${risen('anankor_claim_transitions_total{outcome="lost"}', '15m')}) or vector(0)`,
              legend: 'lost',
            },
          ],
        }),
        number({
          title: 'Fenced commits in 15 min',
          description:
            'Writes of a former owner that were refused. A few around a hand-over are the fence at work.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'above', bad: 5, warn: 1 },
          queries: [
            { expr: `sum(${risen('anankor_fenced_commits_total', '15m')}) or vector(0)`, legend: 'fenced' },
          ],
        }),
      ],
    },
    {
      title: 'Who holds which bot?',
      panels: [
        states({
          title: 'Bots with an owner',
          description: 'Whether any process holds the bot. A gap is the time in which its commands wait.',
          unit: 'short',
          on: 'held',
          off: 'free',
          queries: [{ expr: `max by (worker) (anankor_claim_held{${worker}})`, legend: '{{worker}}' }],
        }),
        states({
          title: 'Who held it when?',
          description: 'Bot and process: where one band ends and another begins the bot changed hands.',
          unit: 'short',
          on: 'holds it',
          off: 'does not',
          queries: [
            {
              expr: `max by (worker, instance) (anankor_claim_held{${worker}}) and on (worker, instance) (max_over_time(anankor_claim_held{${worker}}[$__range]) == 1)`,
              legend: '{{worker}} at {{instance}}',
            },
          ],
        }),
        graph({
          title: 'How long is the lease still good for?',
          description:
            'For how long the bot surely is its owner’s. It is renewed at a quarter of its life, so it should never come near 0: then Redis is slow or the process was frozen.',
          unit: 's',
          limits: { when: 'below', bad: 1, warn: 2.5 },
          queries: [
            { expr: `max by (worker) (anankor_lease_remaining_seconds{${worker}})`, legend: '{{worker}}' },
          ],
        }),
        graph({
          title: 'Hand-overs',
          description:
            'Claims taken, released (a graceful stop), drained (for another process) and lost (over 5 minutes).',
          unit: 'short',
          queries: [
            {
              expr: `sum by (outcome) (${risen(`anankor_claim_transitions_total{${worker}}`, '5m')})`,
              legend: '{{outcome}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'How do hand-overs go?',
      panels: [
        graph({
          title: 'How long does a take-over last?',
          description:
            'From winning the claim to serving the bot, by stage (p95 of the last 15 minutes). The audio goes on meanwhile; commands wait.',
          unit: 's',
          limits: { when: 'above', warn: 2, bad: 5 },
          noValue: 'no take-over',
          queries: [
            {
              expr: `histogram_quantile(0.95, sum by (le, stage) (${risen(`anankor_takeover_duration_seconds_bucket{${worker}}`, '15m')}))`,
              legend: '{{stage}}',
            },
          ],
        }),
        graph({
          title: 'How do gateway sessions begin?',
          description:
            'Over an hour. A resumed one costs nothing and keeps the voice connections; each identified one counts against the 1000 a day after which Discord resets the token.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (outcome) (${risen(`anankor_gateway_sessions_total{${worker}}`, '1h')})`,
              legend: '{{outcome}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'What do they do?',
      panels: [
        graph({
          title: 'Sessions by bot',
          description: 'Playing and paused sessions.',
          unit: 'short',
          stacked: true,
          queries: [
            {
              expr: `sum by (worker, state) (anankor_sessions{${worker}, state=~"playing|paused"})`,
              legend: '{{worker}} {{state}}',
            },
          ],
        }),
        graph({
          title: 'Which versions run?',
          description: 'Processes by version. Two at a time are a roll-out; for long, one that is stuck.',
          unit: 'short',
          queries: [
            { expr: 'sum by (service, version) (anankor_build_info)', legend: '{{service}} {{version}}' },
          ],
        }),
        graph({
          title: 'Memory',
          many: true,
          description: 'Resident memory of each process.',
          unit: 'bytes',
          queries: [
            {
              expr: 'max by (job, instance) (process_resident_memory_bytes{job=~"master|worker"})',
              legend: '{{job}} {{instance}}',
            },
          ],
        }),
        graph({
          title: 'Processor',
          many: true,
          description: 'Share of one core that each process uses.',
          unit: 'percentunit',
          limits: { when: 'above', warn: 0.7, bad: 0.9 },
          queries: [
            {
              expr: 'max by (job, instance) (rate(process_cpu_seconds_total{job=~"master|worker"}[$__rate_interval]))',
              legend: '{{job}} {{instance}}',
            },
          ],
        }),
      ],
    },
  ],
});

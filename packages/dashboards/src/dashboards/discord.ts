import { dashboardOf } from '../building/dashboard.ts';
import { graph, number } from '../building/panels.ts';
import { quantileOf, risen } from '../building/query.ts';

const requests = 'anankor_discord_request_duration_seconds';

/** What we ask of Discord, and how near its limits we are. */
export const discord = dashboardOf({
  name: 'discord',
  title: 'Anankor: Discord API',
  description: 'Does Discord answer, and how near are we to its limits?',
  rows: [
    {
      title: 'How near are the limits?',
      panels: [
        number({
          title: 'Invalid requests in 10 min',
          description:
            'Refused and limited ones (4xx without 404). At 10,000 of 401, 403 and 429 Discord blocks the IP address, which all bots of a host share. Counted over all processes: divide by your number of addresses.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'above', warn: 2_000, bad: 8_000 },
          queries: [
            {
              expr: `sum(${risen(`${requests}_count{outcome=~"refused|limited"}`, '10m')}) or vector(0)`,
              legend: 'invalid',
            },
          ],
        }),
        number({
          title: 'Rate limits hit in 10 min',
          description:
            'Answers 429. The client waits by itself; many mean that panels or commands come too fast.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'above', warn: 5, bad: 100 },
          queries: [
            {
              expr: `sum(${risen(`${requests}_count{outcome="limited"}`, '10m')}) or vector(0)`,
              legend: 'limited',
            },
          ],
        }),
        number({
          title: 'Identifies in 24 h, worst bot',
          description: 'Past 1000 Discord resets the token of that bot. Resumes are free.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'above', warn: 200, bad: 800 },
          queries: [
            {
              expr: `max(sum by (worker) (${risen('anankor_gateway_sessions_total{outcome="identified"}', '1d')})) or vector(0)`,
              legend: 'identifies',
            },
          ],
        }),
        number({
          title: 'Guilds',
          description:
            'Guilds that a replica of the master hears, where it hears most. At 2500 for a shard Discord requires another one.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'above', warn: 2_000, bad: 2_500 },
          queries: [{ expr: 'max(anankor_guilds)', legend: 'guilds' }],
        }),
      ],
    },
    {
      title: 'Does Discord answer?',
      panels: [
        graph({
          title: 'Requests by outcome',
          description:
            'Each try by itself. failed (5xx) and unreachable are Discord’s trouble: see discordstatus.com. refused ones are ours.',
          unit: 'reqps',
          stacked: true,
          queries: [
            {
              expr: `sum by (outcome) (rate(${requests}_count[$__rate_interval]))`,
              legend: '{{outcome}}',
            },
          ],
        }),
        graph({
          title: 'How long does a request take?',
          many: true,
          description: 'By operation: the eight slowest (p95).',
          unit: 's',
          limits: { when: 'above', warn: 0.5, bad: 2 },
          queries: [
            {
              expr: `topk(8, ${quantileOf(0.95, requests, { by: ['operation'] })})`,
              legend: '{{operation}}',
            },
          ],
        }),
        graph({
          title: 'Which requests go wrong?',
          many: true,
          description: 'By operation and outcome, over 10 minutes.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (operation, outcome) (${risen(`${requests}_count{outcome!="ok"}`, '10m')}) > 0 or on () label_replace(vector(0), "operation", "none", "", "")`,
              legend: '{{outcome}} {{operation}}',
            },
          ],
        }),
        graph({
          title: 'What do we ask for?',
          many: true,
          description: 'Requests by operation: the eight most frequent.',
          unit: 'reqps',
          stacked: true,
          queries: [
            {
              expr: `topk(8, sum by (operation) (rate(${requests}_count[$__rate_interval])))`,
              legend: '{{operation}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'The gateway',
      panels: [
        graph({
          title: 'Heartbeat of the gateway',
          description: 'Round trip of the master’s last heartbeat. It is 0 until the first one.',
          unit: 's',
          limits: { when: 'above', warn: 0.5, bad: 2 },
          queries: [{ expr: 'max by (instance) (anankor_gateway_latency_seconds)', legend: '{{instance}}' }],
        }),
        graph({
          title: 'Sessions begun by workers',
          description: 'Over an hour: resumed ones are free, identified ones count against 1000 a day.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (worker, outcome) (${risen('anankor_gateway_sessions_total', '1h')})`,
              legend: '{{worker}} {{outcome}}',
            },
          ],
        }),
      ],
    },
  ],
});

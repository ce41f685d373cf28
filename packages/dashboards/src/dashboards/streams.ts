import { dashboardOf } from '../building/dashboard.ts';
import { graph, number } from '../building/panels.ts';
import { orNone, quantileOf, quantiles, risen } from '../building/query.ts';
import { choice } from '../building/variables.ts';

const worker = 'worker=~"$worker"';

/** Jobs on their way, and those that were given up. */
export const streams = dashboardOf({
  name: 'streams',
  title: 'Anankor: streams and dead letters',
  description: 'Do jobs flow, what waits, what was given up, and do the stores keep up?',
  variables: [choice({ name: 'worker', label: 'Worker bot', metric: 'anankor_stream_depth' })],
  rows: [
    {
      title: 'Do jobs flow?',
      panels: [
        number({
          title: 'Jobs that wait',
          description:
            'On all streams, those in hand included. The alert StreamBacklog fires at 100 for one bot.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'above', warn: 50, bad: 100 },
          queries: [{ expr: `sum(max by (worker) (anankor_stream_depth{${worker}}))`, legend: 'waiting' }],
        }),
        number({
          title: 'Oldest job',
          description:
            'Age of the oldest job on any stream. Members are told after the expiry of their command.',
          unit: 's',
          decimals: 1,
          span: 6,
          limits: { when: 'above', warn: 2, bad: 15 },
          queries: [{ expr: `max(anankor_stream_oldest_age_seconds{${worker}})`, legend: 'age' }],
        }),
        number({
          title: 'Given up in the last hour',
          description:
            'Jobs that became dead letters. `pnpm dlq list` shows them, `pnpm dlq replay` tries them once more.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'above', bad: 1 },
          queries: [
            {
              expr: `sum(${risen(`anankor_dead_letters_total{${worker}}`, '1h')}) or vector(0)`,
              legend: 'dead letters',
            },
          ],
        }),
        number({
          title: 'Claims finished for another replica',
          description:
            'Commands that a master had claimed and left, finished by another one within the last hour: a master died or hung.',
          unit: 'short',
          decimals: 0,
          span: 6,
          limits: { when: 'above', warn: 1, bad: 20 },
          queries: [
            {
              expr: `sum(${risen('anankor_claims_taken_over_total', '1h')}) or vector(0)`,
              legend: 'taken over',
            },
          ],
        }),
      ],
    },
    {
      title: 'What waits?',
      panels: [
        graph({
          title: 'Jobs on each stream',
          description: 'A line that only climbs is a worker that does not read.',
          unit: 'short',
          span: 8,
          limits: { when: 'above', bad: 100 },
          queries: [{ expr: `max by (worker) (anankor_stream_depth{${worker}})`, legend: '{{worker}}' }],
        }),
        graph({
          title: 'Jobs in hand',
          description: 'Delivered and not acknowledged yet. At PREFETCH a worker takes no more.',
          unit: 'short',
          span: 8,
          queries: [{ expr: `max by (worker) (anankor_stream_pending{${worker}})`, legend: '{{worker}}' }],
        }),
        graph({
          title: 'How long does a job wait?',
          description: 'From the issue of a command to the beginning of its handling.',
          unit: 's',
          span: 8,
          limits: { when: 'above', warn: 0.5, bad: 2 },
          queries: quantiles('anankor_job_wait_seconds', worker),
        }),
      ],
    },
    {
      title: 'What became of them?',
      panels: [
        graph({
          title: 'Jobs finished',
          description:
            'Done and refused ones were answered. Expired: too late for an answer to be of use. Unanswered: Discord refused the answer. Dead: given up.',
          unit: 'ops',
          stacked: true,
          span: 8,
          queries: [
            {
              expr: `sum by (outcome) (rate(anankor_jobs_total{${worker}}[$__rate_interval]))`,
              legend: '{{outcome}}',
            },
          ],
        }),
        graph({
          title: 'Deliveries after the first',
          description:
            'Takeover: another process had it before. Failure: it failed and is tried again (5 minutes).',
          unit: 'short',
          span: 8,
          queries: [
            {
              expr: `sum by (reason) (${risen(`anankor_job_retries_total{${worker}}`, '5m')})`,
              legend: '{{reason}}',
            },
          ],
        }),
        graph({
          title: 'Why were jobs given up?',
          description:
            'Dead letters by error code within an hour; docs/errors.md tells what each code means.',
          unit: 'short',
          span: 8,
          limits: { when: 'above', bad: 1 },
          queries: [
            {
              expr: orNone(
                `sum by (code) (${risen(`anankor_dead_letters_total{${worker}}`, '1h')}) > 0`,
                'code',
              ),
              legend: '{{code}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Do the stores keep up?',
      panels: [
        graph({
          title: 'Commit to Redis',
          description: 'The script that checks the fence and writes what changed.',
          unit: 's',
          span: 8,
          limits: { when: 'above', warn: 0.05, bad: 0.25 },
          queries: quantiles('anankor_job_duration_seconds', `stage="commit", ${worker}`),
        }),
        graph({
          title: 'Requests to DynamoDB (p99)',
          description: 'With their retries, by operation.',
          unit: 's',
          span: 8,
          limits: { when: 'above', warn: 0.1, bad: 0.5 },
          queries: [
            {
              expr: quantileOf(0.99, 'anankor_dynamodb_request_duration_seconds', { by: ['operation'] }),
              legend: '{{operation}}',
            },
          ],
        }),
        graph({
          title: 'Outcomes at DynamoDB',
          description: 'Requests by outcome; a failed condition is a claim that another replica holds.',
          unit: 'reqps',
          stacked: true,
          span: 8,
          queries: [
            {
              expr: 'sum by (outcome) (rate(anankor_dynamodb_request_duration_seconds_count[$__rate_interval]))',
              legend: '{{outcome}}',
            },
          ],
        }),
      ],
    },
  ],
});

import { dashboardOf } from '../building/dashboard.ts';
import { graph, number, states } from '../building/panels.ts';
import { orNone, orZero, quantiles, risen } from '../building/query.ts';

const answered = 'anankor:commands_not_answered_in_time:ratio_rate';
const silent = 'anankor:audio_silent:ratio_rate';

/** What an operator opens first: do members get answers and music, and if not, what is down? */
export const overview = dashboardOf({
  name: 'overview',
  title: 'Anankor: overview',
  description: 'Are commands answered, does anybody hear gaps, and what is down?',
  rows: [
    {
      title: 'Is it well?',
      panels: [
        number({
          title: 'Commands answered within 2 s',
          description:
            'Share over the last hour; late answers, given-up jobs and failures before a job count against it. The objective is 99.9 %. Below it, look at “From command to sound”.',
          unit: 'percentunit',
          decimals: 2,
          limits: { when: 'below', bad: 0.99, warn: 0.999 },
          noValue: 'no commands',
          queries: [{ expr: `1 - ${answered}1h`, legend: 'in time' }],
        }),
        number({
          title: 'Error budget left: commands',
          description:
            'What remains of the 0.1 % of commands that may be late or lost within 30 days: 100 % is untouched, 0 % is spent, −100 % is twice spent or worse.',
          unit: 'percentunit',
          decimals: 0,
          limits: { when: 'below', bad: 0, warn: 0.25 },
          noValue: 'no commands',
          queries: [{ expr: 'clamp_min(anankor:commands:error_budget_left, -1)', legend: 'left' }],
        }),
        number({
          title: 'Sessions that are heard',
          description:
            'Share of the playing sessions over the last 5 minutes that are not silent as far as the platform can tell: by the frames that Lavalink did not send, and by workers that can’t reach it.',
          unit: 'percentunit',
          decimals: 2,
          limits: { when: 'below', bad: 0.99, warn: 0.999 },
          noValue: 'nothing plays',
          queries: [{ expr: `1 - ${silent}5m`, legend: 'heard' }],
        }),
        number({
          title: 'Error budget left: audio',
          description:
            'What remains of the 0.1 % of playing time that may be silent within 30 days: −100 % is twice spent or worse.',
          unit: 'percentunit',
          decimals: 0,
          limits: { when: 'below', bad: 0, warn: 0.25 },
          noValue: 'nothing played',
          queries: [{ expr: 'clamp_min(anankor:audio:error_budget_left, -1)', legend: 'left' }],
        }),
        number({
          title: 'Alerts that fire',
          description:
            'How many alerts fire now; the last row names them. Each has a runbook under docs/runbooks.',
          unit: 'short',
          decimals: 0,
          limits: { when: 'above', bad: 1 },
          queries: [{ expr: orZero('count(ALERTS{alertstate="firing"})'), legend: 'firing' }],
        }),
        number({
          title: 'Worker bots online',
          description:
            'Bots whose token is held by a process, as the master sees it. A guild gets as many channels with music as there are bots.',
          unit: 'short',
          decimals: 0,
          limits: { when: 'below', bad: 1 },
          queries: [{ expr: 'max(anankor_workers_online)', legend: 'online' }],
        }),
      ],
    },
    {
      title: 'Are commands answered?',
      panels: [
        graph({
          title: 'What becomes of commands?',
          description:
            'Commands and pressed buttons as the master sees them. Refused ones were answered with a reason; duplicates belong to another replica; failed ones are ours to explain.',
          unit: 'reqps',
          stacked: true,
          queries: [
            {
              expr: 'sum by (outcome) (rate(anankor_interactions_total{kind=~"command|component"}[$__rate_interval]))',
              legend: '{{outcome}}',
            },
          ],
        }),
        graph({
          title: 'How soon is a command answered?',
          description: 'From its issue to the reply of the worker. The objective is 2 s.',
          unit: 's',
          limits: { when: 'above', bad: 2 },
          queries: quantiles('anankor_job_end_to_end_seconds'),
        }),
      ],
    },
    {
      title: 'Does anybody hear gaps?',
      panels: [
        graph({
          title: 'Sessions',
          description:
            'Sessions by state. Parked ones wait for a Lavalink node or for somebody to come back. A sudden drop of “playing” is what listeners notice.',
          unit: 'short',
          stacked: true,
          span: 8,
          queries: [{ expr: 'sum by (state) (anankor_sessions)', legend: '{{state}}' }],
        }),
        graph({
          title: 'Members who listen',
          description: 'Members in the voice channels of sessions who can hear them.',
          unit: 'short',
          span: 8,
          queries: [{ expr: 'sum(anankor_listeners)', legend: 'listeners' }],
        }),
        graph({
          title: 'Silence nobody asked for',
          description:
            'Sessions that should be heard and are silent, by the frames that Lavalink did not send and by nodes out of reach; and tracks that broke. Anything above 0 for more than a moment is heard by somebody.',
          unit: 'short',
          decimals: 2,
          span: 8,
          limits: { when: 'above', bad: 1 },
          queries: [
            { expr: orZero('anankor:sessions_silent:sum'), legend: 'silent sessions' },
            {
              expr: orZero(`sum(${risen('anankor_tracks_ended_total{reason=~"failed|stuck"}', '5m')})`),
              legend: 'tracks broken in 5 min',
            },
          ],
        }),
      ],
    },
    {
      title: 'What is down?',
      panels: [
        states({
          title: 'Processes',
          description: 'Whether Prometheus can scrape each master and worker.',
          unit: 'short',
          on: 'up',
          off: 'down',
          queries: [
            { expr: 'min by (job, instance) (up{job=~"master|worker"})', legend: '{{job}} {{instance}}' },
          ],
        }),
        states({
          title: 'Dependencies',
          description:
            'Redis, DynamoDB and Discord as the apps see them (the worst of all replicas), and the Lavalink nodes (the best: a node is down when no worker reaches it).',
          unit: 'short',
          on: 'up',
          off: 'down',
          queries: [
            { expr: 'min by (job, dependency) (anankor_dependency_up)', legend: '{{dependency}} ({{job}})' },
            { expr: 'max by (node) (anankor_lavalink_node_up)', legend: 'Lavalink {{node}}' },
          ],
        }),
        graph({
          title: 'Which alerts fire?',
          description: 'Alerts by name; `none` while there is none.',
          unit: 'short',
          decimals: 0,
          queries: [
            {
              expr: orNone('count by (alertname) (ALERTS{alertstate="firing"})', 'alertname'),
              legend: '{{alertname}}',
            },
          ],
        }),
        graph({
          title: 'Failures',
          description:
            'Failures, and jobs given up, by code over 5 minutes; docs/errors.md tells what each means. Mistakes of users are not among them.',
          unit: 'short',
          queries: [
            {
              expr: orNone(
                `sum by (code) (${risen('anankor_errors_total{kind!="user"}', '5m')}) > 0`,
                'code',
              ),
              legend: '{{code}}',
            },
            {
              expr: `sum by (code) (${risen('anankor_dead_letters_total', '5m')}) > 0`,
              legend: 'given up: {{code}}',
            },
          ],
        }),
      ],
    },
  ],
});

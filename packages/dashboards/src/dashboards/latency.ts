import { dashboardOf } from '../building/dashboard.ts';
import { graph } from '../building/panels.ts';
import { meanOf, orNone, orZero, quantileOf, quantiles, risen } from '../building/query.ts';
import { choice } from '../building/variables.ts';

const acknowledge = 'anankor_interaction_acknowledge_duration_seconds';
const commands = 'command=~"$command"';

/** The way of a command, from the interaction to the sound, stage by stage. */
export const latency = dashboardOf({
  name: 'latency',
  title: 'Anankor: from command to sound',
  description: 'Where does the time between a command and its sound go, and which commands are slow?',
  variables: [choice({ name: 'command', label: 'Command', metric: 'anankor_interactions_total' })],
  rows: [
    {
      title: 'What is asked?',
      panels: [
        graph({
          title: 'Which commands are given?',
          many: true,
          description: 'The ten most frequent.',
          unit: 'reqps',
          stacked: true,
          queries: [
            {
              expr: `topk(10, sum by (command) (rate(anankor_interactions_total{${commands}}[$__rate_interval])))`,
              legend: '{{command}}',
            },
          ],
        }),
        graph({
          title: 'Why are commands refused?',
          description:
            'Refusals at once, by the code of docs/API_REFERENCE.md (NV: in no voice channel, CD: cooldown, NW: no free worker …). Many NW: more worker bots are needed.',
          unit: 'reqps',
          queries: [
            {
              expr: orNone(
                `sum by (code) (rate(anankor_refusals_total{${commands}}[$__rate_interval]))`,
                'code',
              ),
              legend: '{{code}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'What the member waits for',
      panels: [
        graph({
          title: 'How soon is an interaction acknowledged?',
          description:
            'From its creation at Discord to “is thinking…”. After 3 s Discord drops it and the member reads that the application did not respond.',
          unit: 's',
          span: 8,
          limits: { when: 'above', warn: 1, bad: 3 },
          queries: quantiles(acknowledge, commands),
        }),
        graph({
          title: 'Share acknowledged too late',
          description: 'Acknowledgements that took more than 2.5 s: most of these are lost at Discord.',
          unit: 'percentunit',
          span: 8,
          limits: { when: 'above', bad: 0.01 },
          queries: [
            {
              expr: `1 - sum(rate(${acknowledge}_bucket{${commands}, le="2.5"}[$__rate_interval])) / (sum(rate(${acknowledge}_count{${commands}}[$__rate_interval])) > 0)`,
              legend: 'too late',
            },
          ],
        }),
        graph({
          title: 'How soon is a command answered?',
          description: 'From its issue to the reply of the worker. The objective is 2 s for 99.9 %.',
          unit: 's',
          span: 8,
          limits: { when: 'above', bad: 2 },
          queries: quantiles('anankor_job_end_to_end_seconds', commands),
        }),
        graph({
          title: 'How soon is music heard?',
          description:
            'From the issue of a command to the start of the track that it chose, as Lavalink tells it: loading, joining the channel and the voice connection included.',
          unit: 's',
          span: 24,
          limits: { when: 'above', bad: 5 },
          queries: quantiles('anankor_first_sound_seconds'),
        }),
      ],
    },
    {
      title: 'Where does the time go?',
      panels: [
        graph({
          title: 'Mean time by stage',
          many: true,
          description:
            'Stages of a command one upon the other. Waiting holds the way over Redis and the turn in the guild’s lane; reply is the request to Discord; loading and Lavalink apply to commands that play.',
          unit: 's',
          stacked: true,
          queries: [
            { expr: meanOf(acknowledge, commands), legend: '1 acknowledge' },
            { expr: meanOf('anankor_enqueue_duration_seconds', commands), legend: '2 claim and enqueue' },
            { expr: meanOf('anankor_job_wait_seconds'), legend: '3 wait' },
            { expr: meanOf('anankor_job_duration_seconds', 'stage="decide"'), legend: '4 decide' },
            { expr: meanOf('anankor_job_duration_seconds', 'stage="commit"'), legend: '5 commit' },
            { expr: meanOf('anankor_track_load_duration_seconds'), legend: '6 load the track' },
            {
              expr: meanOf('anankor_lavalink_request_duration_seconds', 'operation="PATCH player"'),
              legend: '7 tell Lavalink',
            },
            { expr: meanOf('anankor_job_duration_seconds', 'stage="reply"'), legend: '8 reply' },
          ],
        }),
        graph({
          title: 'Slow tail by stage (p99)',
          many: true,
          description:
            'The same stages where they are slowest. A tail that one stage alone has is that stage’s.',
          unit: 's',
          queries: [
            { expr: quantileOf(0.99, acknowledge, { where: commands }), legend: 'acknowledge' },
            {
              expr: quantileOf(0.99, 'anankor_enqueue_duration_seconds', { where: commands }),
              legend: 'claim and enqueue',
            },
            { expr: quantileOf(0.99, 'anankor_job_wait_seconds'), legend: 'wait' },
            {
              expr: quantileOf(0.99, 'anankor_job_duration_seconds', { by: ['stage'] }),
              legend: '{{stage}}',
            },
            { expr: quantileOf(0.99, 'anankor_track_load_duration_seconds'), legend: 'load the track' },
          ],
        }),
        graph({
          title: 'Which commands are slow?',
          many: true,
          description: 'From issue to reply by command: the five slowest (p95).',
          unit: 's',
          limits: { when: 'above', bad: 2 },
          queries: [
            {
              expr: `topk(5, ${quantileOf(0.95, 'anankor_job_end_to_end_seconds', { where: commands, by: ['command'] })})`,
              legend: '{{command}}',
            },
          ],
        }),
        graph({
          title: 'How long does loading take?',
          description: 'Resolving links and searches at Lavalink (p95).',
          unit: 's',
          limits: { when: 'above', warn: 2, bad: 5 },
          queries: [
            {
              expr: quantileOf(0.95, 'anankor_track_load_duration_seconds', { by: ['source'] }),
              legend: '{{source}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Is a process short of time?',
      panels: [
        graph({
          title: 'Event loop lag',
          many: true,
          description:
            'How late timers fire in a process (p99). Above 0.1 s everything else on this page is late too: look for work on the loop, or add a replica.',
          unit: 's',
          limits: { when: 'above', warn: 0.1, bad: 0.5 },
          queries: [
            {
              expr: 'max by (job, instance) (nodejs_eventloop_lag_p99_seconds{job=~"master|worker"})',
              legend: '{{job}} {{instance}}',
            },
          ],
        }),
        graph({
          title: 'Answers that Discord refused',
          description:
            'Jobs whose effect stands and whose member could not be told, and jobs that ran out of time.',
          unit: 'short',
          limits: { when: 'above', bad: 1 },
          queries: [
            {
              expr: orZero(`sum(${risen(`anankor_jobs_total{outcome="unanswered", ${commands}}`, '5m')})`),
              legend: 'unanswered in 5 min',
            },
            {
              expr: orZero(`sum(${risen(`anankor_jobs_total{outcome="expired", ${commands}}`, '5m')})`),
              legend: 'expired in 5 min',
            },
          ],
        }),
      ],
    },
  ],
});

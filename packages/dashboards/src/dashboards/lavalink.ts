import { dashboardOf } from '../building/dashboard.ts';
import { graph, number, states } from '../building/panels.ts';
import { orNone, quantileOf, risen } from '../building/query.ts';
import { choice } from '../building/variables.ts';

const node = 'node=~"$node"';

/** The nodes that make the sound. */
export const lavalink = dashboardOf({
  name: 'lavalink',
  title: 'Anankor: Lavalink',
  description: 'Are the nodes there, do they play without gaps, and which sources fail?',
  variables: [choice({ name: 'node', label: 'Node', metric: 'anankor_lavalink_node_up' })],
  rows: [
    {
      title: 'Are the nodes there?',
      panels: [
        number({
          title: 'Nodes connected',
          description: 'Nodes that at least one worker reaches.',
          unit: 'short',
          decimals: 0,
          span: 4,
          height: 7,
          limits: { when: 'below', bad: 1 },
          queries: [{ expr: `sum(max by (node) (anankor_lavalink_node_up{${node}}))`, legend: 'nodes' }],
        }),
        states({
          title: 'Connections',
          description:
            'Every worker’s connection to every node. One row red: that worker’s network; all rows of a node red: the node.',
          unit: 'short',
          on: 'connected',
          off: 'out of reach',
          span: 10,
          queries: [
            {
              expr: `min by (node, worker) (anankor_lavalink_node_up{${node}})`,
              legend: '{{node}} from {{worker}}',
            },
          ],
        }),
        graph({
          title: 'Players',
          description:
            'Players of a node by state, of all its clients. Idle ones hold a voice connection only.',
          unit: 'short',
          stacked: true,
          span: 10,
          height: 7,
          queries: [
            {
              expr: `max by (node, state) (anankor_lavalink_players{${node}})`,
              legend: '{{node}} {{state}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Do they play without gaps?',
      panels: [
        graph({
          title: 'Frames missing in a minute',
          description:
            'Mean per player, of 3000: nulled ones had no sound to send (the source is slow), lost ones were not sent in time (the node is short of processor). 30 are 0.6 s of silence.',
          unit: 'short',
          limits: { when: 'above', warn: 30, bad: 150 },
          noValue: 'no whole minute yet',
          queries: [
            {
              expr: `max by (node, state) (anankor_lavalink_frames{${node}, state=~"nulled|lost"})`,
              legend: '{{node}} {{state}}',
            },
          ],
        }),
        graph({
          title: 'How do tracks end?',
          description:
            'Within 5 minutes. Finished and skipped ones as they should. Failed: the source broke off. Stuck: nothing came for 10 s, which was heard.',
          unit: 'short',
          stacked: true,
          queries: [
            {
              expr: `sum by (reason) (${risen('anankor_tracks_ended_total', '5m')})`,
              legend: '{{reason}}',
            },
          ],
        }),
        graph({
          title: 'Does the player do what the session wants?',
          description:
            'Comparisons of the wanted player with the observed one. “changed” follows commands; “failed” ones are tried again, and many of them are heard.',
          unit: 'ops',
          queries: [
            {
              expr: 'sum by (outcome) (rate(anankor_reconciles_total[$__rate_interval]))',
              legend: '{{outcome}}',
            },
          ],
        }),
        graph({
          title: 'Share of tracks that break',
          description: 'Failed and stuck ones among all that ended within 15 minutes.',
          unit: 'percentunit',
          limits: { when: 'above', warn: 0.05, bad: 0.2 },
          noValue: 'none ended',
          queries: [
            {
              expr: `sum(${risen('anankor_tracks_ended_total{reason=~"failed|stuck"}', '15m')}) / (sum(${risen('anankor_tracks_ended_total', '15m')}) > 0) or vector(0)`,
              legend: 'broken',
            },
          ],
        }),
      ],
    },
    {
      title: 'Which sources fail?',
      panels: [
        graph({
          title: 'Loads by outcome',
          description: 'Resolving links and searches.',
          unit: 'ops',
          stacked: true,
          span: 8,
          queries: [
            {
              expr: 'sum by (outcome) (rate(anankor_track_load_duration_seconds_count[$__rate_interval]))',
              legend: '{{outcome}}',
            },
          ],
        }),
        graph({
          title: 'Failed loads',
          description:
            'Within 5 minutes. Links that fail while searches go well, or the other way round, point to one source: it has changed or blocks us, so look for a new version of its plug-in.',
          unit: 'short',
          span: 8,
          queries: [
            {
              expr: orNone(
                `sum by (source) (${risen('anankor_track_load_duration_seconds_count{outcome="failed"}', '5m')})`,
                'source',
              ),
              legend: '{{source}}',
            },
          ],
        }),
        graph({
          title: 'Broken tracks by source',
          description:
            'Failed and stuck ones within 5 minutes. The worker’s log line “a track broke” has the cause.',
          unit: 'short',
          span: 8,
          queries: [
            {
              expr: orNone(
                `sum by (source) (${risen('anankor_tracks_ended_total{reason=~"failed|stuck"}', '5m')})`,
                'source',
              ),
              legend: '{{source}}',
            },
          ],
        }),
        graph({
          title: 'What are members told?',
          description: 'Notices within 5 minutes, by kind: what happened to sessions without a command.',
          unit: 'short',
          stacked: true,
          span: 8,
          queries: [{ expr: `sum by (kind) (${risen('anankor_notices_total', '5m')})`, legend: '{{kind}}' }],
        }),
        graph({
          title: 'Are they told?',
          description:
            'What workers had the master say, within 5 minutes. gone, forbidden: the text channel is away or closed to the master. old, rejected, unreadable: nobody was told.',
          unit: 'short',
          stacked: true,
          span: 8,
          queries: [
            {
              expr: `sum by (outcome) (${risen('anankor_outbox_entries_total', '5m')})`,
              legend: '{{outcome}}',
            },
          ],
        }),
        graph({
          title: 'Tracks started by source',
          description: 'What is played.',
          unit: 'ops',
          stacked: true,
          span: 8,
          queries: [
            {
              expr: 'sum by (source) (rate(anankor_tracks_started_total[$__rate_interval]))',
              legend: '{{source}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Do they answer?',
      panels: [
        graph({
          title: 'REST calls by outcome',
          description:
            'missing: the player or session is not there (expected after a restart). unreachable: nobody answered.',
          unit: 'reqps',
          stacked: true,
          span: 8,
          queries: [
            {
              expr: `sum by (outcome) (rate(anankor_lavalink_request_duration_seconds_count{${node}}[$__rate_interval]))`,
              legend: '{{outcome}}',
            },
          ],
        }),
        graph({
          title: 'REST calls by operation (p95)',
          description:
            'Loading takes as long as the source. PATCH player is what a member hears as delay; it waits while the voice server does not answer.',
          unit: 's',
          span: 8,
          limits: { when: 'above', warn: 1, bad: 5 },
          queries: [
            {
              expr: quantileOf(0.95, 'anankor_lavalink_request_duration_seconds', {
                where: node,
                by: ['operation'],
              }),
              legend: '{{operation}}',
            },
          ],
        }),
        graph({
          title: 'Entries in a queue when a track starts',
          description: 'Half of the queues are shorter than p50, and so on.',
          unit: 'short',
          span: 8,
          queries: [0.5, 0.95].map((quantile) => ({
            expr: `histogram_quantile(${quantile}, sum by (le) (${risen('anankor_queue_entries_bucket', '15m')}))`,
            legend: `p${quantile * 100}`,
          })),
        }),
      ],
    },
  ],
});

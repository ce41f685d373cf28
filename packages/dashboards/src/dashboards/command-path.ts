import { DatasourceVariableBuilder, TextBoxVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboardOf } from '../building/dashboard.ts';
import { graph, prose } from '../building/panels.ts';
import { traceSearch, traceView } from '../building/traces.ts';

const spans = 'traces_span_metrics';
const window = '[$__rate_interval]';

/** Over a window, by span. */
const p95 = (over: string): string =>
  `histogram_quantile(0.95, sum by (le, span_name) (rate(${spans}_duration_seconds_bucket${over})))`;

const guide = `
**A trace id** is in every log line of a command (\`trace_id\`), and in the search below by guild. Paste it into *Trace id*.
The trace runs interaction → claim → enqueue → process → decide → commit → Lavalink → reply, through master and worker.

**What it needs.** The two panels of traces read from a Jaeger, which \`docker compose\` brings. Elsewhere, let the collector
send to one (\`otel-collector/jaeger.yaml\`), and add it as a data source. The row above needs the collector alone.
`;

/** One command's way through all processes, and how every step of it does in general. */
export const commandPath = dashboardOf({
  name: 'command-path',
  title: 'Anankor: the path of a command',
  description: 'What happened to this one command, or in this one guild, and which step is slow in general?',
  variables: [
    new TextBoxVariableBuilder('trace_id').label('Trace id').defaultValue(''),
    new TextBoxVariableBuilder('guild').label('Guild id').defaultValue(''),
    new DatasourceVariableBuilder('traces').label('Trace store').type('jaeger'),
  ],
  rows: [
    {
      title: 'Every step, of all commands',
      panels: [
        graph({
          title: 'Which step is slow?',
          many: true,
          description:
            'Spans by name (p95): the ten that were slowest over the whole time shown. From the collector; sampling applies.',
          unit: 's',
          queries: [
            {
              expr: `${p95(window)} > 0 and on (span_name) topk(10, ${p95('[$__range] @ end()')})`,
              legend: '{{span_name}}',
            },
          ],
        }),
        graph({
          title: 'Which step fails?',
          description: 'Spans that ended with an error, by name; `none` while there is none.',
          unit: 'ops',
          queries: [
            {
              expr: `sum by (span_name) (rate(${spans}_calls_total{status_code="STATUS_CODE_ERROR"}${window})) or on () label_replace(vector(0), "span_name", "none", "", "")`,
              legend: '{{span_name}}',
            },
          ],
        }),
        graph({
          title: 'Spans by process',
          description: 'Whether traces arrive at all, by service.',
          unit: 'ops',
          stacked: true,
          span: 24,
          height: 6,
          queries: [
            {
              expr: `sum by (service_name) (rate(${spans}_calls_total${window}))`,
              legend: '{{service_name}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'One command',
      panels: [
        prose({
          title: 'How to find a command',
          description: 'Where a trace id comes from.',
          markdown: guide.trim(),
        }),
        traceView({
          title: 'The trace',
          description: 'Every step of the command with the trace id above.',
          traceId: '$trace_id',
        }),
        traceSearch({
          title: 'Latest commands of the guild',
          description: 'Commands of the guild with the id above; a click on a trace id shows it.',
          service: 'anankor-master',
          tags: 'anankor.guild.id=$guild',
        }),
      ],
    },
  ],
});

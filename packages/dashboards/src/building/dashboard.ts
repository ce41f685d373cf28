import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';

export interface DashboardOptions {
  /** Part of its address, and with `.json` the name of its file. */
  name: string;
  title: string;
  description: string;
  variables?: readonly Builder<VariableModel>[];
  /** Panels by the heading of their row. */
  rows: readonly { title: string; panels: readonly Builder<Panel>[] }[];
}

export interface NamedDashboard {
  name: string;
  dashboard: Dashboard;
}

/** A dashboard as Grafana reads it. Panels are numbered in order, so that links to one stay. */
export function dashboardOf(options: DashboardOptions): NamedDashboard {
  const builder = new DashboardBuilder(options.title)
    .uid(`anankor-${options.name}`)
    .description(options.description)
    .tags(['anankor'])
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .readonly()
    .variables([...(options.variables ?? [])])
    .link(
      new DashboardLinkBuilder('Other dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags(['anankor'])
        .asDropdown(true)
        .keepTime(true)
        .icon('external link'),
    );
  for (const { title, panels } of options.rows) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(panel);
  }
  const dashboard = builder.build();
  (dashboard.panels ?? []).forEach((panel, index) => {
    panel.id = index + 1;
  });
  return { name: options.name, dashboard };
}

import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import {
  GraphThresholdsStyleConfigBuilder,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { FieldColorModeId, MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { colourByMeaning } from './colours.ts';
import { ranged } from './query.ts';
import type { Query } from './query.ts';
import { prometheus } from './source.ts';
import { thresholds } from './thresholds.ts';
import type { Limits } from './thresholds.ts';

export interface PanelOptions {
  /** A question or a noun that needs no explanation. */
  title: string;
  /** What it means, and what to do about it. */
  description: string;
  /** Grafana's id of a unit: `s`, `percentunit`, `reqps`, `short` … */
  unit: string;
  queries: readonly Query[];
  limits?: Limits;
  /** Shown where there is no value. */
  noValue?: string;
  decimals?: number;
  min?: number;
  max?: number;
  /** Of 24 columns. */
  span?: number;
  /** In Grafana's rows of 30 pixels. */
  height?: number;
}

export interface GraphOptions extends PanelOptions {
  stacked?: boolean;
  /** Many lines: the legend is a table at the side. */
  many?: boolean;
}

/** A line, or a stack of areas, for every series. */
export function graph(options: GraphOptions): TimeseriesBuilder {
  const { limits, stacked = false, many = false } = options;
  const panel = new TimeseriesBuilder()
    .targets(options.queries.map(ranged))
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(stacked ? 1 : 2)
    .fillOpacity(stacked ? 60 : 8)
    .showPoints(VisibilityMode.Never)
    .stacking(new StackingConfigBuilder().mode(stacked ? StackingMode.Normal : StackingMode.None))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        limits ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off,
      ),
    )
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(many ? LegendDisplayMode.Table : LegendDisplayMode.List)
        .placement(many ? LegendPlacement.Right : LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  // Only where one line of each meaning can be.
  if (options.queries.some(({ legend }) => /^\{\{(outcome|state|reason)\}\}$/.test(legend)))
    colourByMeaning(panel);
  // What is counted is whole, also where increase() guesses at the edges of its window.
  const decimals = options.unit === 'short' ? { decimals: 0 } : {};
  return framed(panel, { min: 0, span: 12, height: 8, ...decimals, ...options });
}

/** One number, coloured by its limits, with its course behind it. */
export function number(options: PanelOptions): StatBuilder {
  const panel = new StatBuilder()
    .targets(options.queries.map(ranged))
    .graphMode(BigValueGraphMode.Area)
    .colorMode(options.limits ? BigValueColorMode.Background : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false));
  return framed(panel, { span: 4, height: 5, ...options });
}

/** A band for every series whose values are 1 (up, held) or 0. */
export function states(options: PanelOptions & { on: string; off: string }): StateTimelineBuilder {
  const { on, off } = options;
  const panel = new StateTimelineBuilder()
    .targets(options.queries.map(ranged))
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.8)
    .fillOpacity(80)
    .lineWidth(0)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .mappings([
      {
        type: MappingType.ValueToText,
        options: { '1': { text: on, index: 0 }, '0': { text: off, index: 1 } },
      },
    ])
    .legend(new VizLegendOptionsBuilder().showLegend(false).displayMode(LegendDisplayMode.Hidden));
  return framed(panel, { span: 12, height: 7, limits: { when: 'below', bad: 1 }, ...options });
}

export function prose(options: {
  title: string;
  description: string;
  markdown: string;
  height?: number;
}): TextBuilder {
  return new TextBuilder()
    .title(options.title)
    .description(options.description)
    .mode(TextMode.Markdown)
    .content(options.markdown)
    .span(24)
    .height(options.height ?? 6);
}

/** The part of a panel's builder that all kinds share. */
interface Framed {
  title(title: string): this;
  description(description: string): this;
  datasource(source: typeof prometheus): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  min(min: number): this;
  max(max: number): this;
  noValue(noValue: string): this;
  thresholds(limits: ReturnType<typeof thresholds>): this;
  span(columns: number): this;
  height(rows: number): this;
}

function framed<Builder extends Framed>(panel: Builder, options: PanelOptions): Builder {
  const { title, description, unit, limits, decimals, min, max, noValue, span, height } = options;
  panel
    .title(title)
    .description(description)
    .datasource(prometheus)
    .unit(unit)
    .thresholds(thresholds(limits));
  if (decimals !== undefined) panel.decimals(decimals);
  if (min !== undefined) panel.min(min);
  if (max !== undefined) panel.max(max);
  if (noValue !== undefined) panel.noValue(noValue);
  if (span !== undefined) panel.span(span);
  if (height !== undefined) panel.height(height);
  return panel;
}

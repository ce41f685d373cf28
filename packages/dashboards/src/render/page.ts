import type { DashboardModel, PanelModel } from '../panel-model.ts';
import { escaped } from './colours.ts';

/** Pixels; Grafana's row is 30 high with 8 between. */
export const PAGE_WIDTH = 1600;
const ROW = 38;
const GAP = 8;

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function boxOf({ gridPos: { x, y, w, h } }: PanelModel): Box {
  const column = PAGE_WIDTH / 24;
  return { left: x * column, top: y * ROW, width: w * column - GAP, height: h * ROW - GAP };
}

const style = `
body { margin: 16px; background: #111217; color: #ccccdc; font: 13px Inter, "DejaVu Sans", sans-serif; width: ${PAGE_WIDTH}px }
h1 { font-size: 20px; margin: 0 0 4px } header p { margin: 0 0 12px; color: #9d9fa8 }
main { position: relative }
section { position: absolute; background: #181b1f; border: 1px solid #2c3036; border-radius: 3px; overflow: hidden; box-sizing: border-box }
section > p { padding: 0 10px }
section.row { background: none; border: none; font-weight: 600; font-size: 15px; line-height: 30px }
h2 { font-size: 13px; margin: 0; padding: 6px 8px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
svg text { fill: #9d9fa8; font-size: 11px } .grid { stroke: #2a2d33 }
.legend { padding: 0 8px; font-size: 11px; height: 34px; overflow: hidden } .legend span { margin-right: 12px; white-space: nowrap; display: inline-block }
.legend i { display: inline-block; width: 12px; height: 4px; margin-right: 4px; vertical-align: middle } small { color: #8e9099 }
.side { display: flex } .side .legend { height: auto; width: 290px } .side .legend span { display: block; overflow: hidden; text-overflow: ellipsis }
table { border-collapse: collapse; width: 100%; font-size: 12px } th { text-align: left; color: #9d9fa8; font-weight: 500 }
td, th { padding: 2px 10px; white-space: nowrap } .bar { position: relative; height: 8px; width: 900px } .bar i { position: absolute; height: 8px; border-radius: 2px }
.empty { color: #f2495c; text-align: center; font-size: 16px; padding-top: 30px } pre { padding: 0 10px; white-space: pre-wrap; font: inherit }
`;

/** A whole dashboard. `contents` are the insides of its panels by id. */
export function page(dashboard: DashboardModel, contents: ReadonlyMap<number, string>): string {
  const sections = dashboard.panels.map((panel) => {
    const { left, top, width, height } = boxOf(panel);
    const place = `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
    if (panel.type === 'row')
      return `<section class="row" style="${place}">${escaped(panel.title)}</section>`;
    const title = `<h2 title="${escaped(panel.description ?? '')}">${escaped(panel.title)}</h2>`;
    return `<section style="${place}">${title}${contents.get(panel.id) ?? ''}</section>`;
  });
  const bottom = Math.max(...dashboard.panels.map((panel) => boxOf(panel).top + boxOf(panel).height));
  return (
    `<!doctype html><meta charset="utf-8"><title>${escaped(dashboard.title)}</title><style>${style}</style>` +
    `<header><h1>${escaped(dashboard.title)}</h1><p>${escaped(dashboard.description ?? '')}</p></header>` +
    `<main style="height:${bottom}px">${sections.join('')}</main>`
  );
}

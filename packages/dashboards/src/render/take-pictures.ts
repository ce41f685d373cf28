import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { readDashboards } from '../panel-model.ts';
import { PAGE_WIDTH } from './page.ts';
import { renderDashboard } from './render-dashboard.ts';
import type { RenderOptions } from './render-dashboard.ts';

export interface PictureOptions extends RenderOptions {
  /** Gets an HTML page and, with a browser, a PNG for every dashboard. */
  folder: string;
  /** The binary of a Chromium. Without one there are pages only. */
  chromium?: string | undefined;
}

export interface Pictures {
  files: readonly string[];
  /** Panels without a single value, or trace, as `overview.json: title`. */
  empty: readonly string[];
}

/** Renders every committed dashboard and photographs it. */
export async function takePictures({
  folder,
  chromium: browser,
  ...options
}: PictureOptions): Promise<Pictures> {
  await mkdir(folder, { recursive: true });
  const pages: string[] = [];
  const empty: string[] = [];
  for (const [file, dashboard] of await readDashboards()) {
    const rendered = await renderDashboard(dashboard, options);
    empty.push(...rendered.empty.map(({ title }) => `${file}: ${title}`));
    const path = join(folder, file.replace('.json', '.html'));
    await writeFile(path, rendered.html);
    pages.push(path);
  }
  return { files: browser === undefined ? pages : await photograph(pages, browser), empty };
}

async function photograph(pages: readonly string[], executablePath: string): Promise<string[]> {
  // As root, as in a container, Chromium runs without its sandbox only; it sees nothing but our own pages.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const view = await browser.newPage({ viewport: { width: PAGE_WIDTH + 32, height: 900 } });
    const pictures: string[] = [];
    for (const page of pages) {
      const path = page.replace('.html', '.png');
      await view.goto(pathToFileURL(page).href);
      await view.screenshot({ path, fullPage: true });
      pictures.push(path);
    }
    return pictures;
  } finally {
    await browser.close();
  }
}

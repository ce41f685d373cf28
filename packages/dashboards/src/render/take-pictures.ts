import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { readDashboards } from '../panel-model.ts';
import { PAGE_WIDTH } from './page.ts';
import { renderDashboard } from './render-dashboard.ts';
import type { RenderOptions } from './render-dashboard.ts';

export interface PictureOptions extends RenderOptions {
  /** Gets an HTML page and a PNG for every dashboard. */
  folder: string;
  /** The browser's binary. */
  chromium: string;
}

/** Renders every committed dashboard and photographs it. Answers with the pictures' files. */
export async function takePictures({
  folder,
  chromium: executablePath,
  ...options
}: PictureOptions): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  // As root, as in a container, Chromium runs without its sandbox only; it sees nothing but our own pages.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const view = await browser.newPage({ viewport: { width: PAGE_WIDTH + 32, height: 900 } });
    const pictures: string[] = [];
    for (const [file, dashboard] of await readDashboards()) {
      const html = join(folder, file.replace('.json', '.html'));
      const picture = join(folder, file.replace('.json', '.png'));
      await writeFile(html, await renderDashboard(dashboard, options));
      await view.goto(pathToFileURL(html).href);
      await view.screenshot({ path: picture, fullPage: true });
      pictures.push(picture);
    }
    return pictures;
  } finally {
    await browser.close();
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { dashboards } from './dashboards/index.ts';
import { dashboardFile, dashboardFolder } from './files.ts';

await mkdir(dashboardFolder, { recursive: true });
for (const dashboard of dashboards) {
  const { file, text } = dashboardFile(dashboard);
  await writeFile(file, text);
}
process.stdout.write(`${dashboards.length} dashboards written to ${dashboardFolder}\n`);

import { takePictures } from '../../src/render/take-pictures.ts';
import { Lab } from '../support/lab.ts';
import { runScenario } from '../support/scenario.ts';

/** Pictures of every dashboard after the scenario, to be looked at: `pnpm pictures [folder]`. */
const lab = await Lab.start();
try {
  const start = Math.floor(Date.now() / 1000);
  await runScenario(lab);
  const pictures = await takePictures({
    prometheus: lab.prometheus.url,
    range: { start, end: Math.floor(Date.now() / 1000), step: 1 },
    rateInterval: '10s',
    folder: process.argv[2] ?? 'coverage/pictures',
    chromium: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  });
  process.stdout.write(`${pictures.join('\n')}\n`);
  if (lab.collector) process.stdout.write(lab.collector.output.slice(-2_000));
} finally {
  await lab.stop();
}

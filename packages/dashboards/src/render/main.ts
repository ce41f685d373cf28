import { parseArgs } from 'node:util';
import { pictureFolder } from '../files.ts';
import { findChromium } from './find-chromium.ts';
import { takePictures } from './take-pictures.ts';

const { values } = parseArgs({
  options: {
    prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
    minutes: { type: 'string', default: '60' },
    jaeger: { type: 'string' },
    guild: { type: 'string', default: '' },
    'rate-interval': { type: 'string', default: '1m' },
    out: { type: 'string', default: pictureFolder },
    chromium: { type: 'string' },
  },
});
const end = Math.floor(Date.now() / 1000);
const seconds = Number(values.minutes) * 60;
const pictures = await takePictures({
  prometheus: values.prometheus,
  range: { start: end - seconds, end, step: Math.max(1, Math.round(seconds / 400)) },
  rateInterval: values['rate-interval'],
  folder: values.out,
  traces: values.jaeger === undefined ? undefined : { jaeger: values.jaeger, guild: values.guild },
  chromium: values.chromium ?? findChromium(),
});
process.stdout.write(`${pictures.files.join('\n')}\n`);
for (const panel of pictures.empty) process.stdout.write(`empty: ${panel}\n`);

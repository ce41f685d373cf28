import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The binary of a Chromium: what `CHROMIUM` names, else one in its usual places; undefined for none. */
export function findChromium(): string | undefined {
  return process.env['CHROMIUM'] ?? places.find((path) => existsSync(path));
}

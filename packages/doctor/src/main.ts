import { join } from 'node:path';
import { examine } from './examine.ts';
import { isTrouble } from './finding.ts';
import { render } from './render.ts';

/** `scripts/dev.sh doctor`: looks at this repository, or at the folder named by the argument. Exits 1 on any trouble. */
const root = process.argv[2] ?? join(import.meta.dirname, '../../..');
const findings = await examine({ root, env: process.env });
process.stdout.write(render(findings));
process.exitCode = findings.some(isTrouble) ? 1 : 0;

import { loadavg } from 'node:os';
import { benches } from './benches.ts';
import { readOptions } from './options.ts';
import { isMet } from './report/section.ts';
import { terminalText } from './report/terminal.ts';
import { writeDocument } from './write-document.ts';

const options = readOptions(process.argv.slice(2));
const unknown = options.only.filter((name) => !(name in benches));
if (unknown.length > 0)
  throw new Error(`No bench ${unknown.join(', ')}: there are ${Object.keys(benches).join(', ')}`);

const say = (what: string): void => {
  process.stderr.write(`${what}\n`);
};
const before = loadavg()[0] ?? 0;
const names = options.only.length > 0 ? options.only : Object.keys(benches);
const sections = [];
for (const name of names) {
  const section = await benches[name as keyof typeof benches](options, say);
  sections.push(section);
  process.stdout.write(`${terminalText(section)}\n`);
}
if (options.write)
  await writeDocument(sections, Object.keys(benches), {
    rounds: options.rounds,
    load: [before, loadavg()[0] ?? 0],
  });
const missed = sections.flatMap(({ targets }) => targets).filter((one) => !isMet(one));
say(missed.length === 0 ? 'every target is met' : `${missed.length} target(s) missed`);

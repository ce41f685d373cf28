import { readFileSync, readdirSync } from 'node:fs';
import { InputReader, jsonOf } from '@anankor/schemas';
import { assignmentItem, claimItem } from '@anankor/storage';
import { describe, expect, it } from 'vitest';
import { submission } from '../src/jobs/envelope.ts';
import { readInteraction } from '../src/bot/read-interaction.ts';
import { verdict } from '../src/services/verdicts.ts';

interface Stored {
  verdicts: string[];
  interaction: string;
  claims: { envelope?: string }[];
  assignment: object;
}

const folder = new URL('../../../packages/schemas/tests/fixtures/stored/', import.meta.url);
const reader = new InputReader('redis', ({ kind }) => {
  throw new Error(`${kind} can’t be read`);
});
const versions = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe.each(versions)('what %s stored', (file) => {
  it('is read by the master', () => {
    const stored = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Stored;
    const outcomes = stored.verdicts.map((text) => verdict.parse(jsonOf(text)).outcome);
    expect(outcomes).toEqual(['execute', 'answer', 'told']);
    expect(readInteraction(jsonOf(stored.interaction), reader)).toMatchObject({ type: 2 });
    for (const claim of stored.claims) expect(claimItem.parse(claim)).toMatchObject({ lost: [] });
    const [, pending] = stored.claims;
    expect(submission.parse(jsonOf(pending?.envelope))).toMatchObject({ route: 'voice', command: 'volume' });
    expect(assignmentItem.parse(stored.assignment)).toMatchObject({ lost: [] });
  });
});

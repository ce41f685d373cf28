import { createRenderer } from '../../packages/discord/src/index.ts';
import { failure, failureCode, failureMeanings } from '../../packages/schemas/src/index.ts';
import type { FailureCode, FailureParams } from '../../packages/schemas/src/index.ts';
import { code, table } from './table.ts';

const channelId = '100000000000000001';
const sessions = [{ channelId, workerName: 'Anankor 1' }];

/** What the examples are about. */
const examples: Partial<Record<FailureCode, FailureParams>> = {
  WC: { sessions },
  OR: { option: 'level', min: 0, max: 200 },
  BP: { channelId, missing: ['ViewChannel', 'Connect', 'Speak'] },
  VF: { channelId },
  AF: { channelId },
  SG: { channelId },
  NW: { sessions, inviteUrl: 'https://discord.com/oauth2/authorize' },
  NM: { query: 'no such song' },
  LF: { cause: 'This video is not available' },
  QL: { added: 20, of: 50 },
  DU: { position: 3 },
  CD: { retryAfterMs: 4_000 },
  ER: { reference: '4bf92f3577b34da6a3ce929d0e0e4736' },
};

/** Every failure, when it is answered, and an example of what the member reads. */
export function failuresPage(): string {
  const render = createRenderer();
  const sentence = (which: FailureCode): string => {
    const { embeds } = render(failure(which, examples[which]), { locale: 'en-US' });
    return (embeds?.[0]?.description ?? '').replaceAll(`<#${channelId}>`, '#music');
  };
  return [
    '## Failures',
    'A failure always answers to the caller alone, in one sentence that says what to do next.',
    table(
      ['Code', 'When', 'For example'],
      failureCode.options.map((which) => [code(which), failureMeanings[which], sentence(which)]),
    ),
  ].join('\n\n');
}

import { describe, expect, it } from 'vitest';
import { job, JOB_VERSION } from './job.ts';
import type { Job } from './job.ts';
import { failure, reply, storedReply } from './reply.ts';

const envelope: Job = {
  v: JOB_VERSION,
  jobId: '123456789012345678',
  command: 'skip',
  input: { count: 1 },
  guildId: '223456789012345678',
  channelId: '323456789012345678',
  textChannelId: '423456789012345678',
  actor: { userId: '523456789012345678', isDj: true },
  origin: { kind: 'component', sessionId: 's', revision: null },
  reply: {
    applicationId: '623456789012345678',
    interactionId: '123456789012345678',
    token: 't',
    locale: 'de',
    deferred: 'update',
  },
  issuedAt: 1,
  expiresAt: 2,
};

describe('the envelope', () => {
  it('survives the wire', () => {
    expect(job.parse(JSON.parse(JSON.stringify(envelope)))).toEqual(envelope);
  });

  it('takes English where no language is told', () => {
    const { locale: _locale, ...route } = envelope.reply;
    expect(job.parse({ ...envelope, reply: route }).reply.locale).toBe('en-US');
  });

  it.each([
    { v: 0 },
    { guildId: 'guild' },
    { jobId: '' },
    { origin: { kind: 'component', sessionId: 's' } },
    { reply: { ...envelope.reply, token: '' } },
    { reply: { ...envelope.reply, deferred: 'loudly' } },
    { issuedAt: 1.5 },
  ])('refuses %j', (wrong) => {
    expect(job.safeParse({ ...envelope, ...wrong }).success).toBe(false);
  });
});

describe('a reply', () => {
  it('is read back as it was stored', () => {
    for (const what of [
      reply('volume.set', { level: 5 }),
      reply('pause.already', {}, 'info'),
      failure('BP', { missing: ['Speak'] }),
    ])
      expect(storedReply.parse(JSON.parse(JSON.stringify(what)))).toEqual(what);
  });

  it('of a later version is a failure of unknown kind, and one of no tone is refused', () => {
    const later = { key: 'failure', code: 'XX', params: {}, tone: 'failure' };
    expect(storedReply.parse(later)).toEqual({ ...later, code: 'ER' });
    expect(storedReply.safeParse({ key: 'ping', params: {}, tone: 'loud' }).success).toBe(false);
  });
});

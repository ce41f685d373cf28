import type { FailureCode, FailureParams } from '@anankor/schemas';
import type { Translate } from '../i18n/translator.ts';
import { plain, safeLink, shorten } from '../text/escape.ts';

type Sentence = (t: Translate, params: FailureParams) => string;

/** One sentence a failure: what is wrong and what to do next. */
const sentences: Record<FailureCode, Sentence> = {
  NV: (t) => t('failure.NV'),
  WC: (t, p) => (p.sessions?.length ? t('failure.WC', { sessions: sessions(t, p) }) : t('failure.WC.plain')),
  NS: (t) => t('failure.NS'),
  NP: (t) => t('failure.NP'),
  EQ: (t) => t('failure.EQ'),
  OR: outOfRange,
  BP: (t, p) =>
    p.missing?.length
      ? t('failure.BP', { missing: list(t, p.missing.map(spaced)), channel: channel(t, p) })
      : t('failure.BP.plain', { channel: channel(t, p) }),
  VF: (t, p) => t('failure.VF', { channel: channel(t, p) }),
  AF: (t, p) => t('failure.AF', { channel: channel(t, p) }),
  SG: (t, p) => t(p.missing ? 'failure.SG.denied' : 'failure.SG', { channel: channel(t, p) }),
  VC: (t, p) => t(p.pending ? 'failure.VC.pending' : 'failure.VC', { channel: channel(t, p) }),
  NW: noWorker,
  NM: (t, p) => (p.query ? t('failure.NM', { query: `“${plain(p.query, 100)}”` }) : t('failure.NM.plain')),
  LF: (t, p) =>
    p.cause
      ? t('failure.LF.cause', { cause: cause(p.cause) })
      : t('failure.LF', { reference: reference(t, p) }),
  RS: restricted,
  QL: (t, { added, of }) =>
    added === undefined || of === undefined ? t('failure.QL') : t('failure.QL.some', { added, of }),
  DU: (t, { position }) => (position === undefined ? t('failure.DU') : t('failure.DU.at', { position })),
  SD: (t) => t('failure.SD'),
  PD: needsDj,
  LV: (t) => t('failure.LV'),
  ND: (t) => t('failure.ND'),
  SP: (t, p) => t(p.suggestion ? 'failure.SP.suggestion' : 'failure.SP'),
  CD: (t, p) => t('failure.CD', { seconds: Math.max(1, Math.ceil((p.retryAfterMs ?? 1000) / 1000)) }),
  EX: (t) => t('failure.EX'),
  OV: (t) => t('failure.OV'),
  UR: (t) => t('failure.UR'),
  UN: (t, p) => t('failure.UN', { reference: reference(t, p) }),
  UD: (t, p) => t('failure.UD', { reference: reference(t, p) }),
  ER: (t, p) => t('failure.ER', { reference: reference(t, p) }),
};

export function failureSentence(t: Translate, code: FailureCode, params: FailureParams): string {
  return sentences[code](t, params);
}

function outOfRange(t: Translate, { option, min, max }: FailureParams): string {
  const named = { option: option ? shorten(option.replace(/[`\s]+/g, ' '), 32) : t('failure.OR.value') };
  if (min !== undefined && max !== undefined) return t('failure.OR.between', { ...named, min, max });
  if (min !== undefined) return t('failure.OR.atLeast', { ...named, min });
  if (max !== undefined) return t('failure.OR.atMost', { ...named, max });
  return t('failure.OR', named);
}

function noWorker(t: Translate, params: FailureParams): string {
  const busy = params.sessions?.length;
  const where = busy ? t('failure.NW.busy', { sessions: sessions(t, params) }) : t('failure.NW.none');
  const url = safeLink(params.inviteUrl ?? null);
  return t('failure.NW', { where, invite: url ? t('failure.NW.invite', { url }) : '' }).trim();
}

function restricted(t: Translate, params: FailureParams): string {
  const { added, of } = params;
  if (added !== undefined && of !== undefined) return t('failure.RS.some', { added, of });
  return params.cause ? t('failure.RS', { cause: cause(params.cause) }) : t('failure.RS.plain');
}

function needsDj(t: Translate, { roleIds, votes, needed }: FailureParams): string {
  if (votes !== undefined && needed !== undefined) return t('failure.PD.vote', { votes, needed });
  if (!roleIds?.length) return t('failure.PD');
  const roles = roleIds.slice(0, 20).map((id) => `<@&${id}>`);
  return t('failure.PD.roles', { roles: list(t, roles, 'disjunction') });
}

/** At most ten, so that a fleet of workers still makes a sentence. */
function sessions(t: Translate, { sessions = [] }: FailureParams): string {
  const named = sessions.slice(0, 10).map(({ channelId, workerName }) => {
    const channel = `<#${channelId}>`;
    return workerName ? t('list.sessions', { channel, worker: plain(workerName, 32) }) : channel;
  });
  return list(t, sessions.length > named.length ? [...named, '…'] : named);
}

function channel(t: Translate, { channelId }: FailureParams): string {
  return channelId ? `<#${channelId}>` : t('channel.yours');
}

function reference(t: Translate, params: FailureParams): string {
  return params.reference
    ? t('failure.reference', { reference: shorten(params.reference.replace(/`/g, ''), 64) })
    : t('failure.noReference');
}

function cause(text: string): string {
  return plain(text, 300).replace(/[.!\s]+$/, '');
}

function list(t: Translate, items: string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  return new Intl.ListFormat(t.locale, { type }).format(items);
}

/** `ViewChannel` as Discord's settings call it: `View Channel`. */
function spaced(permission: string): string {
  return permission.replace(/([a-z])([A-Z])/g, '$1 $2');
}

/**
 * `ok`; `missing`: something has to be installed, created or set; `wrong`: it is there and does not do; `note`: worth
 * knowing, no trouble. What a finding says never holds a token or a password.
 */
export type FindingStatus = 'ok' | 'missing' | 'wrong' | 'note';

export interface Finding {
  status: FindingStatus;
  subject: string;
  /** What was found, in one line. */
  detail: string;
  /** What to do about it; with `missing` and `wrong` always. */
  remedy?: string;
}

export const ok = (subject: string, detail: string): Finding => ({ status: 'ok', subject, detail });

export const note = (subject: string, detail: string, remedy?: string): Finding => ({
  ...{ status: 'note', subject, detail },
  ...(remedy !== undefined && { remedy }),
});

export const missing = (subject: string, detail: string, remedy: string): Finding => ({
  ...{ status: 'missing', subject, detail, remedy },
});

export const wrong = (subject: string, detail: string, remedy: string): Finding => ({
  ...{ status: 'wrong', subject, detail, remedy },
});

export const isTrouble = ({ status }: Finding): boolean => status === 'missing' || status === 'wrong';

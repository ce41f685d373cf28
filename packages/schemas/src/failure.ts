import { z } from 'zod';

/** Every way a command can be refused or fail; docs/API_REFERENCE.md says when each is answered. */
export const failureCode = z.enum([
  'NV',
  'WC',
  'NS',
  'NP',
  'EQ',
  'OR',
  'BP',
  'VF',
  'AF',
  'SG',
  'NW',
  'NM',
  'LF',
  'RS',
  'QL',
  'DU',
  'SD',
  'PD',
  'LV',
  'ND',
  'SP',
  'CD',
  /** The job waited longer than anybody wants its effect. */
  'EX',
  /** Work was refused because too much waits already. */
  'OV',
  /** Something broke; `reference` finds it in the logs. */
  'ER',
]);
export type FailureCode = z.infer<typeof failureCode>;

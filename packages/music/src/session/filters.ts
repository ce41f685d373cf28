import type { Filters } from './state.ts';

function isNeutral(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Whether all that `wanted` names is so in `observed`, which may say more: nodes fill in what was left out. */
function holds(wanted: unknown, observed: unknown): boolean {
  if (isNeutral(wanted) && isNeutral(observed)) return true;
  if (Array.isArray(wanted))
    return (
      Array.isArray(observed) &&
      observed.length === wanted.length &&
      wanted.every((item, n) => holds(item, (observed as unknown[])[n]))
    );
  if (typeof wanted !== 'object' || wanted === null) return Object.is(wanted, observed);
  if (typeof observed !== 'object' || observed === null) return false;
  const of = observed as Record<string, unknown>;
  return Object.entries(wanted).every(([key, value]) => holds(value, of[key]));
}

/** Whether a player with the filters `observed` sounds as `wanted` says: each wanted one is there, and no other. */
export function filtersAgree(wanted: Filters, observed: Filters): boolean {
  const extra = Object.entries(observed).some(
    ([name, value]) => !isNeutral(value) && !(name === 'volume' && value === 1) && isNeutral(wanted[name]),
  );
  return (
    !extra &&
    Object.entries(wanted).every(([name, value]) => isNeutral(value) || holds(value, observed[name]))
  );
}

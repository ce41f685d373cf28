import { isObject } from '../../json.ts';
import { FormErrors } from './form-errors.ts';

export interface ThreadForm {
  name?: string;
  archived?: boolean;
  locked?: boolean;
  invitable?: boolean;
  autoArchive?: number;
}

/** What a PATCH of a thread asks for; throws 50035. */
export function readThread(body: unknown): ThreadForm {
  const raw = isObject(body) ? body : {};
  const errors = new FormErrors();
  const name = errors.text(['name'], raw.name, { min: 1, max: 100 });
  const archived = errors.flag(['archived'], raw.archived);
  const locked = errors.flag(['locked'], raw.locked);
  const invitable = errors.flag(['invitable'], raw.invitable);
  const autoArchive = raw.auto_archive_duration;
  if (autoArchive !== undefined)
    errors.oneOf(['auto_archive_duration'], autoArchive, [60, 1_440, 4_320, 10_080]);
  errors.throwIfAny();
  return {
    ...(name === undefined ? {} : { name }),
    ...(archived === undefined ? {} : { archived }),
    ...(locked === undefined ? {} : { locked }),
    ...(invitable === undefined ? {} : { invitable }),
    ...(autoArchive === undefined ? {} : { autoArchive: autoArchive as number }),
  };
}

import { isObject } from '../../json.ts';
import type { FormErrors } from './form-errors.ts';

type Path = readonly (string | number)[];

/** Whom a message may ping. Absent lists allow nobody of their kind unless `parse` does. */
export interface AllowedMentions {
  parse: ReadonlySet<string>;
  users: ReadonlySet<string>;
  roles: ReadonlySet<string>;
  repliedUser: boolean;
}

export function readAllowedMentions(
  errors: FormErrors,
  path: Path,
  value: unknown,
): AllowedMentions | undefined {
  if (!isObject(value)) return undefined;
  const parse = errors.values([...path, 'parse'], value.parse, { max: 100 });
  parse.forEach((kind, index) =>
    errors.oneOf([...path, 'parse', index], kind, ['users', 'roles', 'everyone']),
  );
  const idsOf = (kind: 'users' | 'roles'): Set<string> => {
    const list = errors.values([...path, kind], value[kind], { max: 100 });
    if (list.length > 0 && parse.includes(kind)) {
      errors.add(
        [...path, kind],
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      );
    }
    return new Set(list.flatMap((id, index) => errors.snowflake([...path, kind, index], id) ?? []));
  };
  return {
    parse: new Set(parse.map(String)),
    users: idsOf('users'),
    roles: idsOf('roles'),
    repliedUser: errors.flag([...path, 'replied_user'], value.replied_user) ?? false,
  };
}

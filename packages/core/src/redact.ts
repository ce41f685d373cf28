export const REDACTED = '[redacted]';

/** What the name of a credential ends with. */
const credential =
  '(?:token|password|passwd|secret|authorization|cookie|secret_?key|access_?key(?:_?id)?|api_?key|credential)s?';

const credentialName = new RegExp(`${credential}$`, 'i');

/** Whether a property of this name holds a credential. `tokenHash` and `tokenCount` do not. */
export function isCredentialName(name: string): boolean {
  return credentialName.test(name);
}

/** Each begins at a word's edge or with a literal and repeats nothing nested, so that the time is linear in the text. */
const replacements: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // A bot token: base64 of its id, a time stamp, a signature.
  [/(?<![\w-])[\w-]{20,}\.[\w-]{4,}\.[\w-]{20,}/g, REDACTED],
  // An interaction's token is base64 of "interaction:…".
  [/aW50ZXJhY3Rpb24[\w=-]+/g, REDACTED],
  [/((?:webhooks|interactions)(?:\/|%2F)\d{1,20}(?:\/|%2F))[^\s/?#"'\\%]+/gi, `$1${REDACTED}`],
  // user:password@ of any URL.
  [/(:\/\/[^\s/@:"']*:)[^\s/@"']+@/g, `$1${REDACTED}@`],
  [/\b(Bot|Bearer|Basic) [\w.~+/=-]{8,}/g, `$1 ${REDACTED}`],
  // ?access_token=… in a URL; "token":"…" and token: '…' where JSON or an inspected object stands in a text.
  [new RegExp(`([?&][\\w.-]{0,40}${credential}=)[^&\\s"'#\\\\]+`, 'gi'), `$1${REDACTED}`],
  [
    new RegExp(`(${credential}\\\\{0,3}["']?\\s{0,3}[:=]\\s{0,3}\\\\{0,3}(["']))(?:(?!\\2)[^\\\\])+`, 'gi'),
    `$1${REDACTED}`,
  ],
];

/** Too broad on purpose, and cheap: two microseconds for a log line. */
const suspicions: readonly RegExp[] = [
  /token|passw|secret|authorization|cookie|access_?key|api_?key|credential|webhooks|interactions|aW50ZXJhY3Rpb24/i,
  /\.[\w-]{4,}\.[\w-]{20}/,
  /:\/\/[^\s/@:"']*:[^\s/@"']+@/,
  /\b(?:Bot|Bearer|Basic) /,
];

/** False for a text in which `redact` finds nothing and that names no credential; true says little. */
export function mayHoldCredential(text: string): boolean {
  return suspicions.some((suspicion) => suspicion.test(text));
}

/**
 * Masks what looks like a credential in a text: for messages of foreign errors, URLs, anything that leaves the process.
 * It knows shapes only; the logger also masks the very values it was told.
 */
export function redact(text: string): string {
  if (!mayHoldCredential(text)) return text;
  let masked = text;
  for (const [pattern, replacement] of replacements) masked = masked.replace(pattern, replacement);
  return masked;
}

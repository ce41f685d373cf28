/**
 * What is wrong with Redis, in an operator's words and with what to change; the client library's own text says neither. Null for what
 * is none of these. Never holds an address or a password.
 */
export function redisTrouble(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { message, name } = error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const trouble = troubles.find(([pattern]) => pattern.test(`${code} ${name} ${message}`))?.[1];
  const command = /permissions to run the '([\w|-]+)' command/.exec(message)?.[1];
  if (trouble === undefined) return null;
  return command === undefined ? trouble : `${trouble}; it lacks ${command}`;
}

const troubles: readonly (readonly [RegExp, string])[] = [
  [
    /WRONGPASS|invalid password|invalid username-password/,
    'Redis refuses the user name or password: check both in REDIS_URL; what is no letter or digit in them is written as %XX (a % as %25, a # as %23, an @ as %40)',
  ],
  [/NOAUTH/, 'Redis wants a password: write it into REDIS_URL as redis://:password@host:port'],
  [
    /NOPERM|ACL failure in script|user executing the script can't/,
    'Redis does not let the user of REDIS_URL do this: its ACL needs +@all on the keys of REDIS_KEY_PREFIX (~anankor:*) and channels (&anankor:*)',
  ],
  [
    /DB index is out of range|invalid DB index|SELECT is not allowed/,
    'Redis has no database of the number in REDIS_URL: take /<number> off its end, or raise `databases` in Redis',
  ],
  [
    /READONLY/,
    'REDIS_URL leads to a replica, which takes no writes: name the primary, or the sentinels (redis+sentinel://)',
  ],
  [
    /DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY|GET)/,
    'the certificate of Redis is not trusted: name its authority in NODE_EXTRA_CA_CERTS',
  ],
  [/CERT_HAS_EXPIRED/, 'the certificate of Redis has expired: renew it'],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    'the certificate of Redis is for another host: REDIS_URL has to name a host of the certificate',
  ],
  [
    /EPROTO|ERR_SSL|wrong version number|packet length too long/i,
    'Redis does not speak TLS there: write redis:// instead of rediss:// in REDIS_URL, or name its TLS port',
  ],
  [
    /Protocol error, got/,
    'what answers at the address of REDIS_URL is not a plain Redis: write rediss:// if that port speaks TLS, or correct the port',
  ],
  [/ENOTFOUND|EAI_AGAIN/, 'the host in REDIS_URL has no address: check its name'],
  [/ECONNREFUSED/, 'nothing listens at the address of REDIS_URL: start Redis, or correct host and port'],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|Socket timeout|Command timed out/,
    'Redis does not answer: check host and port, whether that port speaks TLS as REDIS_URL says (rediss://) or not (redis://), and firewalls on the way',
  ],
  [
    /ECONNRESET|EPIPE|Connection is closed|Socket closed/,
    'Redis closed the connection: it stopped or restarts; if it goes on, REDIS_URL may lack rediss://',
  ],
  [/MaxRetriesPerRequest/, 'Redis does not answer'],
  [/LOADING/, 'Redis is still loading its data'],
  [/MASTERDOWN/, 'Redis is a replica that has lost its primary'],
  [/ OOM /, 'the memory of Redis is full: raise maxmemory'],
  [/MISCONF/, 'Redis can\u2019t write its data to disk and refuses writes: look into its log'],
  [/NOREPLICAS/, 'Redis has fewer replicas than min-replicas-to-write and refuses writes'],
];

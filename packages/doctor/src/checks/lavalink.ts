import type { LavalinkNode } from '@anankor/config';
import { ok, wrong } from '../finding.ts';
import type { Finding } from '../finding.ts';

/** DAVE, which Discord requires, came with it. */
const OLDEST = [4, 2] as const;

/** Whether a node answers `/version` with this password, and is new enough. */
export async function checkLavalink(node: LavalinkNode, timeoutMs: number): Promise<Finding[]> {
  const subject = `Lavalink ${node.name}`;
  const where = `${node.host}:${node.port}`;
  try {
    const answer = await fetch(`${node.secure ? 'https' : 'http'}://${where}/version`, {
      headers: { authorization: node.password },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const version = (await answer.text()).trim().slice(0, 40);
    if (answer.status === 401 || answer.status === 403)
      return [
        wrong(
          subject,
          `${where} refuses the password (${answer.status})`,
          'make LAVALINK_PASSWORD equal to lavalink.server.password in lavalink/application.yml',
        ),
      ];
    if (!answer.ok)
      return [
        wrong(subject, `${where} answers ${answer.status}`, 'check that it is Lavalink that listens there'),
      ];
    const [major = 0, minor = 0] = version.split('.').map(Number);
    // A build without a version says `unknown` or a commit, which is no reason to refuse it.
    if (/^\d+\.\d+/.test(version) && (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])))
      return [
        wrong(subject, `version ${version} is too old`, `install Lavalink ${OLDEST.join('.')} or newer`),
      ];
    return [ok(subject, `answers at ${where}, version ${version}`)];
  } catch {
    return [
      wrong(subject, `${where} does not answer`, 'start it, and check LAVALINK_HOST and LAVALINK_PORT'),
    ];
  }
}

import type { ReplyParams } from '@anankor/schemas';
import type { Translate } from '../i18n/translator.ts';
import { plain } from '../text/escape.ts';
import { embed, message } from './message-body.ts';
import type { MessageBody } from './message-body.ts';

/** How quickly things answer, and who is there. */
export function pingPage(t: Translate, params: ReplyParams['ping']): MessageBody {
  const speed = [
    t('ping.gateway', { ms: Math.round(params.gatewayMs) }),
    t('ping.redis', { ms: Math.round(params.redisMs) }),
  ];
  const workers = params.workers
    .slice(0, 50)
    .map((worker) =>
      t(worker.online ? 'ping.worker.online' : 'ping.worker.offline', { name: plain(worker.name, 32) }),
    );
  const description = [speed.join(' · '), workers.length > 0 ? workers.join('\n') : t('ping.noWorkers')];
  return message([embed('info', { title: t('ping.title'), description: description.join('\n\n') })]);
}

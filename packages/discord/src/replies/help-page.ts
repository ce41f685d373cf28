import { commandGroups, commandList, findCommand } from '@anankor/schemas';
import { describeCommand, describeOption } from '../i18n/describe-command.ts';
import type { Translate } from '../i18n/translator.ts';
import { plain, wholeLines } from '../text/escape.ts';
import { embed, message } from './message-body.ts';
import type { MessageBody } from './message-body.ts';

/** All commands by group, or one in detail. */
export function helpPage(t: Translate, path: string | null): MessageBody {
  if (path === null) return overview(t);
  const command = findCommand(path.replace(/^\//, '').trim());
  return command ? detail(t, command) : unknownCommand(t, path);
}

function overview(t: Translate): MessageBody {
  const fields = commandGroups.map((group) => ({
    name: t(`help.group.${group}`),
    value: wholeLines(
      commandList
        .filter((command) => command.group === group)
        .map((command) => `\`/${command.path}\` ${describeCommand(command.path, t.locale)}`),
      1024,
    ),
  }));
  return message([embed('info', { title: t('help.title'), description: t('help.hint'), fields })]);
}

function detail(t: Translate, command: NonNullable<ReturnType<typeof findCommand>>): MessageBody {
  const options = Object.entries(command.input.shape).map(([name, schema]) => {
    const about = describeOption(command.path, name, t.locale) ?? descriptionOf(schema) ?? '';
    const needed = schema.safeParse(undefined).success ? '' : ` (${t('help.required')})`;
    return `\`${name}\`${needed} ${about}`;
  });
  const parts = [describeCommand(command.path, t.locale), t(`help.tier.${command.access}`)];
  return message([
    embed('info', {
      title: `/${command.path}`,
      description: parts.join('\n\n'),
      ...(options.length > 0
        ? { fields: [{ name: t('help.options'), value: wholeLines(options, 1024) }] }
        : {}),
    }),
  ]);
}

function unknownCommand(t: Translate, path: string): MessageBody {
  return message([embed('failure', { description: t('help.unknown', { command: plain(path, 64) }) })]);
}

function descriptionOf(schema: { description?: string | undefined }): string | undefined {
  return schema.description;
}

import { isObject } from '../../../json.ts';
import type { FormErrors } from '../form-errors.ts';

export type Path = readonly (string | number)[];
export type Component = Record<string, unknown>;

/** What holds over all components of a message or modal: ids and custom ids are there once. */
export class ComponentCheck {
  readonly errors: FormErrors;
  /** Names of the files that come with it or are there already. */
  readonly files: ReadonlySet<string>;
  /** Components of all levels. */
  count = 0;
  /** Characters of all text displays. */
  shownText = 0;
  readonly #customIds = new Set<string>();
  readonly #ids = new Set<number>();

  constructor(errors: FormErrors, files: ReadonlySet<string> = new Set()) {
    this.errors = errors;
    this.files = files;
  }

  /** The number of a component: 0 and absent mean that Discord gives one. */
  identify(path: Path, component: Component): void {
    this.count += 1;
    const at = [...path, 'id'];
    const id = this.errors.integer(at, component.id, { min: 0, max: 2 ** 31 - 1 });
    if (!id) return;
    if (this.#ids.has(id))
      this.errors.add(at, 'COMPONENT_ID_DUPLICATED', 'Component id cannot be duplicated');
    this.#ids.add(id);
  }

  customId(path: Path, value: unknown): void {
    const at = [...path, 'custom_id'];
    const id = this.errors.text(at, value, { min: 1, max: 100, required: true });
    if (id === undefined) return;
    if (this.#customIds.has(id)) {
      this.errors.add(at, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
    }
    this.#customIds.add(id);
  }

  emoji(path: Path, value: unknown): void {
    if (value === undefined || value === null) return;
    const raw = isObject(value) ? value : {};
    this.errors.snowflake([...path, 'id'], raw.id);
    const name = this.errors.text([...path, 'name'], raw.name, { max: 32 });
    if (!name && !raw.id) this.errors.add(path, 'BUTTON_COMPONENT_INVALID_EMOJI', 'Invalid emoji');
  }

  /** A URL, or `attachment://` and the name of a file that is there. */
  media(path: Path, value: unknown, options: { attachmentOnly?: boolean } = {}): void {
    const at = [...path, 'url'];
    const url = this.errors.text(at, isObject(value) ? value.url : undefined, { max: 2_048, required: true });
    if (url === undefined) return;
    const name = /^attachment:\/\/(.+)$/.exec(url)?.[1];
    if (name === undefined) {
      if (options.attachmentOnly || !/^https?:\/\/\S+$/.test(url)) {
        this.errors.add(at, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
      }
    } else if (!this.files.has(name)) {
      this.errors.add(
        at,
        'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
        `The referenced attachment "${name}" was not found`,
      );
    }
  }

  /** A smallest and a largest number of choices. */
  bounds(path: Path, raw: Component, limits: { max: number }): void {
    const { max } = limits;
    const least = this.errors.integer([...path, 'min_values'], raw.min_values, { min: 0, max });
    const most = this.errors.integer([...path, 'max_values'], raw.max_values, { min: 1, max });
    if ((least ?? 1) > (most ?? Math.max(1, least ?? 1))) {
      this.errors.add(
        [...path, 'min_values'],
        'SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX',
        'min_values must not be above max_values',
      );
    }
  }

  /** Options of menus, radio and checkbox groups: each value once. */
  options(path: Path, value: unknown, limits: { min: number; max: number }): void {
    if (!Array.isArray(value)) this.errors.required(path);
    const values = new Set<unknown>();
    this.errors.list(path, value, limits.max, limits.min).forEach((option, index) => {
      const at = [...path, index];
      this.errors.text([...at, 'label'], option.label, { min: 1, max: 100, required: true });
      this.errors.text([...at, 'value'], option.value, { min: 1, max: 100, required: true });
      this.errors.text([...at, 'description'], option.description, { max: 100 });
      this.errors.flag([...at, 'default'], option.default);
      this.emoji([...at, 'emoji'], option.emoji);
      if (values.has(option.value)) {
        this.errors.add(
          [...at, 'value'],
          'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
          'The specified option value is already used',
        );
      }
      values.add(option.value);
    });
  }
}

import type { APIAttachment } from 'discord-api-types/v10';
import type { Ids } from '../ids.ts';

export interface UploadedFile {
  filename: string;
  data: Buffer;
  contentType: string;
}

/** Files that users and bots attached, served under the address the attachment names. */
export class Uploads {
  /** Set once the server listens; what attachment URLs start with. */
  baseUrl = '';
  readonly #ids: Ids;
  readonly #files = new Map<string, UploadedFile>();

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  store(channelId: string, file: UploadedFile): APIAttachment {
    const id = this.#ids.next();
    this.#files.set(id, file);
    const url = `${this.baseUrl}/attachments/${channelId}/${id}/${encodeURIComponent(file.filename)}`;
    return {
      id,
      filename: file.filename,
      size: file.data.length,
      url,
      proxy_url: url,
      content_type: file.contentType,
    };
  }

  get(id: string): UploadedFile | undefined {
    return this.#files.get(id);
  }
}

/** Pictures that lie elsewhere, and are fetched for a call. */
export interface PictureFetcher {
  /**
   * Fetches one picture, once, within the bounds of bytes, time and redirects, and from nowhere
   * that must not be called. Never rejects for what the world may do; the stop signal ends it at
   * any moment.
   */
  fetch(order: PictureOrder, stop: AbortSignal): Promise<FetchedPicture | UnfetchedPicture>;
}

export interface PictureOrder {
  /** As the caller wrote it. */
  readonly url: string;
  /** Asked before so many bytes more of base64 are kept; false ends the fetch. */
  readonly takeRoom: (base64Bytes: number) => boolean;
}

export interface FetchedPicture {
  readonly fetched: true;
  /** Base64 in ASCII, as if it had come inline: what is measured is what is sent on. */
  readonly base64: Uint8Array;
}

/** Why a picture is not there. */
export interface UnfetchedPicture {
  readonly fetched: false;
  readonly kind: /** An address that must not be called. */
    | "blocked"
    /** It could not be had, or is no picture. */
    | "unreadable"
    /** There was no room for it. */
    | "no_room"
    /** Too many are being fetched. */
    | "crowded"
    /** The stop signal came first. */
    | "stopped";
  /** In words that end a sentence, for the caller; nothing of what lies behind the address. */
  readonly reason: string;
}

/** A page of a document as a picture. */
export interface DrawnPage {
  readonly bytes: Uint8Array;
  readonly mediaType: "image/jpeg";
}

/** Why a document can't be opened or a page can't be drawn, in words. */
export interface DrawingFailure {
  readonly failed: string;
}

/** An open document. Pages are counted from 1 and drawn one after another. */
export interface OpenDocument {
  readonly pageCount: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly hash: string;
  draw(page: number): Promise<DrawnPage | DrawingFailure>;
  close(): Promise<void>;
}

/** Opens a document whose pages can be drawn; says in words where it is none. */
export type OpenPages = (path: string) => Promise<OpenDocument | DrawingFailure>;

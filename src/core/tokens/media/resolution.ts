/** `media_resolution` of a document, a film or a picture; `unspecified` where nobody chose. */
export type MediaResolution = "unspecified" | "low" | "medium" | "high";

/** The generation of a model of Google's: how media count changed with the third. */
export type MediaGeneration = 2 | 3;

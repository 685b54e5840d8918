import Type from "typebox";
import { limits } from "../../core/limits.ts";

/** What an answer gives as dollars: exact, never in exponent form, at least two decimals. */
export function dollars(description: string) {
  return Type.String({ pattern: "^-?\\d+\\.\\d{2,12}$", description });
}

/** An instant as answers give it: ISO 8601, UTC. */
export function instant(description: string) {
  return Type.String({ format: "date-time", description });
}

/** A number of tokens. */
export function tokens(description?: string) {
  return Type.Integer({ minimum: 0, ...(description === undefined ? {} : { description }) });
}

export function nullable<Schema extends Type.TSchema>(schema: Schema, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
}

/** One of a few words. */
export function oneOf<Word extends string>(words: readonly Word[], description?: string) {
  return Type.Union(
    words.map((word) => Type.Literal(word)),
    description === undefined ? {} : { description },
  );
}

/** The same, whose words are its type: for what is read and not only shown. */
export function wordOf<const Word extends string>(words: readonly Word[], description?: string) {
  return Type.Unsafe<Word>(oneOf(words, description));
}

/** A page of a list. */
export function listOf(schema: Type.TSchema, description: string) {
  return Type.Object(
    {
      data: Type.Array(schema),
      next: nullable(
        Type.Union([Type.String(), Type.Integer()]),
        "What to give as `after` for the next page; null at the end.",
      ),
    },
    { description },
  );
}

/** The path's id, of this kind of thing. */
export function idOf(thing: string) {
  return Type.Object({
    id: Type.String({ maxLength: limits.pathCharactersMax, description: `The id of ${thing}.` }),
  });
}

import type { Model } from "./model.ts";

/** The models that this gateway knows. */
export interface Catalogue {
  /** In the order they were given. */
  readonly models: readonly Model[];
  /** By id, else by alias. */
  find(name: string): Model | null;
  /** The ids whose names or aliases are nearest to a name, nearest first. */
  nearest(name: string, count: number): readonly string[];
}

/** Characters: a name longer than any model's isn't compared beyond this. */
const comparedMax = 128;

/** Throws where two models share a name: an answer must never depend on their order. */
export function createCatalogue(models: readonly Model[]): Catalogue {
  const byName = new Map<string, Model>();
  for (const model of models) {
    for (const name of [model.id, ...model.aliases]) {
      const other = byName.get(name);
      if (other !== undefined) {
        throw new Error(`two models are called ${name}: ${other.id} and ${model.id}`);
      }
      byName.set(name, model);
    }
  }
  return {
    models,
    find: (name) => byName.get(name) ?? null,
    nearest: (name, count) => nearestIds(byName, name.slice(0, comparedMax).toLowerCase(), count),
  };
}

/**
 * The operator's models in place of shipped ones of the same id, and after them those that are
 * new. A shipped alias gives way to an operator's own name.
 */
export function replaceModels(shipped: readonly Model[], own: readonly Model[]): readonly Model[] {
  const ownNames = new Set(own.flatMap((model) => [model.id, ...model.aliases]));
  const kept = shipped
    .filter((model) => !ownNames.has(model.id))
    .map((model) => ({
      ...model,
      aliases: model.aliases.filter((alias) => !ownNames.has(alias)),
    }));
  return [...kept, ...own];
}

function nearestIds(
  byName: ReadonlyMap<string, Model>,
  asked: string,
  count: number,
): readonly string[] {
  const distances = new Map<string, number>();
  for (const [name, model] of byName) {
    const distance = editDistance(asked, name.toLowerCase());
    distances.set(model.id, Math.min(distance, distances.get(model.id) ?? distance));
  }
  return [...distances]
    .sort(([, first], [, second]) => first - second)
    .slice(0, count)
    .map(([id]) => id);
}

/** How many characters must be put in, left out or replaced to make one text of another. */
function editDistance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, at) => at);
  for (let at = 1; at <= first.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= second.length; to += 1) {
      const replaced = (row[to - 1] ?? 0) + (first[at - 1] === second[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}

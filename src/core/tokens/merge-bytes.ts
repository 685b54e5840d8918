import { assert } from "../assert.ts";
import { noRank, rankOf, type Vocabulary } from "./vocabulary.ts";

/** Bytes: up to here looking through all pairs beats keeping them in a heap. */
const smallPieceMax = 96;

/**
 * How many tokens the first `length` bytes of the vocabulary's piece become: of all neighbours
 * that form a token, those with the least rank are merged first, leftmost first, until none is
 * left. Time grows with n log n, so one endless word can't hold the program up.
 */
export function countMerged(vocabulary: Vocabulary, length: number): number {
  if (length <= 1) return length;
  if (rankOf(vocabulary, 0, length) !== noRank) return 1;
  return length <= smallPieceMax ? mergeSmall(vocabulary, length) : mergeLarge(vocabulary, length);
}

/** Where the first bytes of the vocabulary's piece may be cut, and how many tokens lie before. */
export interface TokenCut {
  readonly bytes: number;
  readonly tokens: number;
}

/**
 * The last end of a token within the first `length` bytes (at most `smallPieceMax`) where `mayCut`
 * agrees; the whole length where there is none.
 */
export function findTokenCut(
  vocabulary: Vocabulary,
  length: number,
  mayCut: (at: number) => boolean,
): TokenCut {
  assert(length <= smallPieceMax, "only a short piece is cut");
  const parts = mergeSmall(vocabulary, length);
  for (let tokens = parts - 1; tokens > 0; tokens -= 1) {
    const bytes = smallStarts[tokens] ?? 0;
    if (mayCut(bytes)) return { bytes, tokens };
  }
  return { bytes: length, tokens: parts };
}

const smallStarts = new Int32Array(smallPieceMax + 1);
const smallRanks = new Uint32Array(smallPieceMax + 1);

function mergeSmall(vocabulary: Vocabulary, length: number): number {
  const starts = smallStarts;
  const ranks = smallRanks;
  let parts = length;
  for (let part = 0; part <= length; part += 1) starts[part] = part;
  for (let part = 0; part + 1 < length; part += 1) ranks[part] = rankOf(vocabulary, part, part + 2);

  // `ranks[p]` is what parts p and p+1 would make.
  const rankAt = (part: number): number =>
    part < 0 || part + 1 >= parts
      ? noRank
      : rankOf(vocabulary, starts[part] ?? 0, starts[part + 2] ?? 0);

  while (parts > 1) {
    const least = leastOf(ranks, parts - 1);
    if (ranks[least] === noRank) break;
    // By hand: for so few entries `copyWithin` takes longer to be called than to copy.
    for (let part = least + 1; part < parts; part += 1) {
      starts[part] = starts[part + 1] ?? 0;
      ranks[part] = ranks[part + 1] ?? noRank;
    }
    parts -= 1;
    if (least > 0) ranks[least - 1] = rankAt(least - 1);
    ranks[least] = rankAt(least);
  }
  return parts;
}

function leastOf(ranks: Uint32Array, count: number): number {
  let least = 0;
  let leastRank = ranks[0] ?? noRank;
  for (let at = 1; at < count; at += 1) {
    const rank = ranks[at] ?? noRank;
    if (rank < leastRank) {
      leastRank = rank;
      least = at;
    }
  }
  return least;
}

/** A long piece: parts as a linked list over byte positions, mergeable neighbours in a heap. */
interface Merging {
  readonly vocabulary: Vocabulary;
  readonly length: number;
  /** Where the part after the one at this position starts. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** What the part at this position and the next one would make, or `noRank`. */
  readonly ranks: Uint32Array;
  /** Binary heap of rank × 2³² + position: least rank first, then leftmost. */
  readonly heap: Float64Array;
  heapSize: number;
}

const positionSpan = 2 ** 32;

function mergeLarge(vocabulary: Vocabulary, length: number): number {
  const merging = openMerging(vocabulary, length);
  let parts = length;
  while (merging.heapSize > 0) {
    const key = takeLeast(merging);
    const at = key % positionSpan;
    // An entry is stale where its pair has been merged, or merged with, since it was put in.
    if (merging.ranks[at] !== (key - at) / positionSpan) continue;
    mergeAt(merging, at);
    parts -= 1;
  }
  return parts;
}

function openMerging(vocabulary: Vocabulary, length: number): Merging {
  const merging: Merging = {
    vocabulary,
    length,
    next: new Int32Array(length),
    previous: new Int32Array(length + 1),
    ranks: new Uint32Array(length).fill(noRank),
    // At most one entry for each pair at the start, and each merge takes one and puts two.
    heap: new Float64Array(2 * length + 2),
    heapSize: 0,
  };
  for (let at = 0; at < length; at += 1) {
    merging.next[at] = at + 1;
    merging.previous[at] = at - 1;
  }
  for (let at = 0; at + 1 < length; at += 1) rankPair(merging, at);
  return merging;
}

function mergeAt(merging: Merging, at: number): void {
  const { next, previous, ranks, length } = merging;
  const gone = next[at] ?? length;
  const after = next[gone] ?? length;
  next[at] = after;
  if (after < length) previous[after] = at;
  ranks[gone] = noRank;
  rankPair(merging, at);
  const before = previous[at] ?? -1;
  if (before >= 0) rankPair(merging, before);
}

/** Ranks the part at a position with its next one anew. */
function rankPair(merging: Merging, at: number): void {
  const { vocabulary, next, ranks, length } = merging;
  const second = next[at] ?? length;
  const rank = second < length ? rankOf(vocabulary, at, next[second] ?? length) : noRank;
  ranks[at] = rank;
  if (rank !== noRank) put(merging, rank * positionSpan + at);
}

function put(merging: Merging, key: number): void {
  const { heap } = merging;
  let at = merging.heapSize;
  merging.heapSize += 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] ?? 0;
    if (above <= key) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = key;
}

function takeLeast(merging: Merging): number {
  const { heap } = merging;
  const least = heap[0] ?? 0;
  merging.heapSize -= 1;
  const size = merging.heapSize;
  const key = heap[size] ?? 0;
  let at = 0;
  for (let child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1;
    const below = heap[child] ?? 0;
    if (below >= key) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = key;
  return least;
}

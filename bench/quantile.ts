/** The value below which this share of the samples lies, by the nearest rank. Throws on none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

/** The middle of an odd number of samples, else the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  const upper = quantile(samples, 0.5 + 0.5 / Math.max(1, samples.length));
  return samples.length % 2 === 1 ? quantile(samples, 0.5) : (quantile(samples, 0.5) + upper) / 2;
}

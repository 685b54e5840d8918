import { type Road, roads } from "./start-stage.ts";

/**
 * Takes the three roads in turn, round after round: a machine that is busy with something else for
 * a while is busy for all three, and a median of rounds forgets it.
 */
export async function takeRounds<Sample>(
  rounds: number,
  take: (road: Road) => Promise<Sample>,
): Promise<readonly Readonly<Record<Road, Sample>>[]> {
  const taken: Record<Road, Sample>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [direct, proxy, farebox] = await takeOne(take);
    taken.push({ direct, proxy, farebox });
  }
  return taken;
}

async function takeOne<Sample>(
  take: (road: Road) => Promise<Sample>,
): Promise<readonly [Sample, Sample, Sample]> {
  const [first, second, third] = roads;
  return [await take(first), await take(second), await take(third)];
}

import { readdirSync, readFileSync } from "node:fs";

/** Bytes that all processes below this one have in memory together; Linux only. */
export function memoryBelow(): number {
  const parents = new Map(processes().map(({ pid, parent }) => [pid, parent]));
  const isBelow = (pid: number): boolean => {
    for (let step = parents.get(pid) ?? 0; step > 1; step = parents.get(step) ?? 0) {
      if (step === process.pid) return true;
    }
    return false;
  };
  return processes()
    .filter(({ pid }) => isBelow(pid))
    .reduce((sum, { residentBytes }) => sum + residentBytes, 0);
}

function processes() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, "utf8");
        const field = (title: string) =>
          Number(new RegExp(`^${title}:\\s+(\\d+)`, "m").exec(status)?.[1]);
        const residentBytes = (field("VmRSS") || 0) * 1024;
        return [{ pid: Number(name), parent: field("PPid"), residentBytes }];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
}

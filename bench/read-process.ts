import { readFile } from "node:fs/promises";

/** Ticks of the kernel's clock in a second, as every Linux on x64 and arm64 shows them. */
const ticksPerSecond = 100;

/** Processor time of a process and its threads so far, in microseconds; on Linux. */
export async function readProcessorMicroseconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The second field is the program's name in brackets, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return (ticks * 1e6) / ticksPerSecond;
}

/** Resident and highest resident memory of a process in megabytes (10⁶ bytes); on Linux. */
export async function readMemory(
  pid: number,
): Promise<{ readonly resident: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return { resident: readField(status, "VmRSS"), peak: readField(status, "VmHWM") };
}

function readField(status: string, name: string): number {
  const kibibytes = new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`the system tells no ${name}`);
  return (Number(kibibytes) * 1024) / 1e6;
}

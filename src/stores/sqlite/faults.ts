/** SQLite's primary result codes that are told apart; https://www.sqlite.org/rescode.html */
export const sqliteCodes = {
  busy: 5,
  outOfMemory: 7,
  readOnly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** After these the state of the file is in doubt: nothing more is written until a restart. */
const breaking: readonly number[] = [
  sqliteCodes.inputOutput,
  sqliteCodes.corrupt,
  sqliteCodes.notADatabase,
];

/** These say something of the disk or the machine, and nothing of the command that met them. */
const environmental: readonly number[] = [
  ...breaking,
  sqliteCodes.busy,
  sqliteCodes.outOfMemory,
  sqliteCodes.readOnly,
  sqliteCodes.full,
  sqliteCodes.cannotOpen,
];

export function hasCode(fault: unknown, code: number): boolean {
  return primaryCode(fault) === code;
}

/** True where repeating the command alone would fail just the same. */
export function isEnvironmental(fault: unknown): boolean {
  const code = primaryCode(fault);
  return code !== null && environmental.includes(code);
}

export function isBreaking(fault: unknown): boolean {
  const code = primaryCode(fault);
  return code !== null && breaking.includes(code);
}

/** The low byte of SQLite's extended code; null where the fault is not SQLite's. */
function primaryCode(fault: unknown): number | null {
  if (!(fault instanceof Error) || !("errcode" in fault)) return null;
  return typeof fault.errcode === "number" ? fault.errcode & 0xff : null;
}

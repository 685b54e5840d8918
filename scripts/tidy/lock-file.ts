/** One package as `package-lock.json` (version 3) lists it. */
export interface LockedPackage {
  readonly [field: string]: unknown;
}

/** An optional package that another one names and the lock does not list. */
export interface MissingPackage {
  /** Where the lock would list it. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** The path of the package that names it. */
  readonly wantedBy: string;
}

/**
 * Finds optional packages that the lock lacks. npm leaves out those that its registry does not
 * carry, and `npm ci` then refuses the lock as out of step, on every platform.
 */
export function findMissing(packages: ReadonlyMap<string, LockedPackage>): MissingPackage[] {
  return [...packages].flatMap(([wantedBy, locked]) =>
    Object.entries(record(locked["optionalDependencies"])).flatMap(([name, version]) => {
      if (places(wantedBy, name).some((path) => packages.has(path))) return [];
      return [{ path: `node_modules/${name}`, name, version: String(version), wantedBy }];
    }),
  );
}

/** The packages of a lock file by their path; empty where the text is none. */
export function readLock(text: string): ReadonlyMap<string, LockedPackage> {
  const lock: unknown = JSON.parse(text);
  return new Map(Object.entries(record(record(lock)["packages"])).map(([k, v]) => [k, record(v)]));
}

/** Where a package finds another one: its own folder first, then those around it. */
function places(wantedBy: string, name: string): readonly string[] {
  const folders = wantedBy === "" ? [] : wantedBy.split("/node_modules/");
  return [...folders.keys(), folders.length].map((depth) =>
    [...folders.slice(0, folders.length - depth), `node_modules/${name}`]
      .join("/node_modules/")
      .replaceAll("node_modules/node_modules/", "node_modules/"),
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

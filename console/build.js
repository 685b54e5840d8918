import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";

/**
 * Builds the console into `dist`, where the gateway serves it from. `npm ci` runs it; where what
 * builds is left out (`--omit=dev`) it says so and leaves the gateway as it is.
 */
const vite = await import("vite").catch(() => null);

if (vite === null) {
  console.log("the console is not built: its tools are left out of this installation");
} else {
  await vite.build({ root: import.meta.dirname, logLevel: "warn" });
  await compressAll(join(import.meta.dirname, "dist"));
}

/** Once for all who ask: the first of them would wait half a second for it. */
async function compressAll(folder) {
  const names = await readdir(folder, { recursive: true });
  const compressible = names.filter((name) => /\.(html|js|css|svg)$/.test(name));
  for (const name of compressible) {
    const path = join(folder, name);
    await writeFile(`${path}.br`, await promisify(brotliCompress)(await readFile(path)));
  }
}

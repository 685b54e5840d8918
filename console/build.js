/**
 * Builds the console into `dist`, where the gateway serves it from. `npm ci` runs it; where what
 * builds is left out (`--omit=dev`) it says so and leaves the gateway as it is.
 */
const vite = await import("vite").catch(() => null);

if (vite === null) {
  console.log("the console is not built: its tools are left out of this installation");
} else {
  await vite.build({ root: import.meta.dirname, logLevel: "warn" });
}

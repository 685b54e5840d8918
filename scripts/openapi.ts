import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "../src/main/load-settings.ts";
import { startGateway } from "../src/main/start-gateway.ts";

/** Where the copy for readers lies, from the project's root. */
export const documentPath = "docs/reference/openapi.json";

/** The text of that copy, made from what a gateway answers. */
export function formatDocument(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (import.meta.main) {
  const folder = await mkdtemp(join(tmpdir(), "farebox-openapi-"));
  const environment = { FAREBOX_PORT: "0", FAREBOX_DATA: folder, FAREBOX_LOG: "error" };
  const gateway = await startGateway(loadSettings(environment));
  try {
    const answer = await fetch(`${gateway.url}/openapi.json`);
    if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`);
    const path = join(import.meta.dirname, "..", documentPath);
    writeFileSync(path, formatDocument(await answer.json()));
    console.log(`wrote ${documentPath}`);
  } finally {
    await gateway.close();
    await rm(folder, { recursive: true, force: true });
  }
}

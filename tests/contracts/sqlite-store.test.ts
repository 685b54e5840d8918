import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { quietLog } from "./quiet-log.ts";
import { storeContract } from "./store.ts";

let folder = "";

storeContract(
  "the SQLite store",
  async () => {
    folder = await mkdtemp(join(tmpdir(), "farebox-store-"));
    return openSqliteStore({ folder, log: quietLog });
  },
  () => rm(folder, { recursive: true }),
);

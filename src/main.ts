import { auditCommand } from "./cli/audit.ts";
import { demoCommand } from "./cli/demo.ts";
import { extractCommand } from "./cli/extract.ts";
import { operatorCommands } from "./cli/operator-commands.ts";
import { planCommand } from "./cli/plan.ts";
import { createProgram } from "./cli/program.ts";
import { sandboxCommand } from "./cli/sandbox.ts";
import { startCommand } from "./cli/start.ts";
import { loadSettings } from "./main/load-settings.ts";

// The only place that chooses and connects. Each command loads what it needs when it runs, so that
// an audit doesn't wait for a web server.
const program = createProgram([
  startCommand({
    loadSettings: () => loadSettings(process.env),
    startGateway: async (settings) => {
      const { startGateway } = await import("./main/start-gateway.ts");
      return await startGateway(settings);
    },
  }),
  demoCommand({
    loadSettings: (environment) => loadSettings(environment),
    startGateway: async (settings) => {
      const { startGateway } = await import("./main/start-gateway.ts");
      return await startGateway(settings);
    },
  }),
  auditCommand({
    loadSettings: () => loadSettings(process.env),
    openBooks: async (folder) => {
      const { openSqliteBooks } = await import("./stores/sqlite/books.ts");
      return await openSqliteBooks(folder);
    },
  }),
  sandboxCommand(async (settings) => {
    const { openSandbox } = await import("./providers/sandbox/open-sandbox.ts");
    return await openSandbox(settings);
  }),
  planCommand(),
  extractCommand(
    {
      openPages: async (path) => {
        const { openPdfPages } = await import("./documents/pdf-pages.ts");
        return await openPdfPages(path);
      },
    },
    process.env,
  ),
  ...operatorCommands(process.env),
]);

await program.run(process.argv);

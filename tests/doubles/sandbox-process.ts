import { sandboxCommand } from "../../src/cli/sandbox.ts";
import { openSandbox } from "../../src/providers/sandbox/open-sandbox.ts";

// The command as a process of its own, before the whole program is put together.
await sandboxCommand(openSandbox).parseAsync(process.argv);

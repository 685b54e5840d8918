import { showPythonClients } from "./python-clients.ts";

await showPythonClients("anthropic_clients.py");

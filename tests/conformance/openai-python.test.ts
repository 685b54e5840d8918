import { showPythonClients } from "./python-clients.ts";

await showPythonClients("openai_clients.py");

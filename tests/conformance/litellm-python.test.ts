import { showPythonClients } from "./python-clients.ts";

await showPythonClients("litellm_clients.py");

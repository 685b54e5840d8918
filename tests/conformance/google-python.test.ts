import { showPythonClients } from "./python-clients.ts";

await showPythonClients("google_clients.py");

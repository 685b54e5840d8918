import { showPythonClients } from "./python-clients.ts";

await showPythonClients("langchain_clients.py");

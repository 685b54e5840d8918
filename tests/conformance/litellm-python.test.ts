import { showPythonClients } from "./python-clients.ts";

await showPythonClients("litellm_clients.py", "FAREBOX_TEST_PYTHON_LITELLM");

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { client } from "./api/client.ts";
import { router } from "./router.tsx";

const place = document.getElementById("console");
if (place !== null) void show(place);

/** What the document shows stands until there is a page to take its place. */
async function show(place: HTMLElement): Promise<void> {
  await router.load();
  createRoot(place).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );
}

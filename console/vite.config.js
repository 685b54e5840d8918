import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The gateway that `npm run dev` asks; the built console asks whoever serves it. */
const gateway = process.env.FAREBOX_URL ?? "http://127.0.0.1:8080";
const proxied = ["/v1", "/admin", "/console/v1", "/livez", "/docs"];

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    // The policy of the pages forbids data: in scripts and styles; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { host: "127.0.0.1", proxy: Object.fromEntries(proxied.map((path) => [path, gateway])) },
});

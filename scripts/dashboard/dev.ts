import { createServer } from "vite";
import { viteConfig } from "./vite-config.ts";

/**
 * The dashboard from source, changed in the browser as it is edited. API calls go to the gateway of `GATEWAY_URL`
 * (http://localhost:4001).
 */
const target = process.env["GATEWAY_URL"] ?? "http://localhost:4001";
const server = await createServer({
  ...viteConfig(),
  // Development adds styles by script, which no policy stops here.
  html: {},
  server: { port: 4002, proxy: { "/api": { target }, "/v1": { target }, "/docs": { target } } },
});
await server.listen();
server.printUrls();

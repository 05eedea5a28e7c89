import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { InlineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Where the dashboard's source is. */
export const SOURCE = at("dashboard");
/** Where it is built to, and served from by `src/dashboard-site.ts`. */
export const BUILT = at("dist/dashboard");
/** Stands in the page for the nonce of each answer's security policy. */
export const NONCE_PLACEHOLDER = "__STYLE_NONCE__";

/** Vite's configuration, shared by the build and by the server for development. */
export function viteConfig(): InlineConfig {
  return {
    configFile: false,
    root: SOURCE,
    base: "/dashboard/",
    plugins: [react(), tailwind()],
    // What locks the page's scrolling behind dialogs adds a style sheet; it takes the nonce from this name.
    define: { __webpack_nonce__: "globalThis.__styleNonce" },
    html: { cspNonce: NONCE_PLACEHOLDER },
    build: {
      outDir: BUILT,
      emptyOutDir: true,
      target: "es2023",
      manifest: true,
      // Files inside others would need a wider security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 700,
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              // Stays as it is from one release to the next, so that browsers keep it.
              { name: "vendor", test: /node_modules\/(react|react-dom|scheduler|@tanstack)\//, priority: 2 },
              // What every page needs at once: fewer files, and packed together they are smaller.
              { name: "shell", tags: ["$initial"], priority: 1 },
            ],
          },
        },
      },
    },
  };
}

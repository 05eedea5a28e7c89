import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/query-client.ts";
import { createPageRouter } from "./router.tsx";
import "./styles.css";

declare global {
  /** What style sheets that are made while the page runs must carry; the security policy names it. */
  var __styleNonce: string | undefined;
}
globalThis.__styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

let isLeaving = false;

/** Leads to where one signs in, once for all the calls that were refused. Other pages do without a session. */
async function endSession(): Promise<void> {
  const { location } = router.state;
  if (isLeaving || !location.pathname.startsWith("/org_")) return;
  isLeaving = true;
  try {
    await router.navigate({ to: "/login", search: { returnTo: location.href, ended: true } });
    // Not before: what is still on the page needs to know whose it is.
    queryClient.clear();
  } finally {
    isLeaving = false;
  }
}

const queryClient = createQueryClient(() => void endSession());
const router = createPageRouter(queryClient);

const root = document.querySelector("#root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);

import { useSyncExternalStore } from "react";

/** Further down somebody reads. */
const TOP_PX = 60;

function subscribe(listener: () => void): () => void {
  window.addEventListener("scroll", listener, { passive: true });
  return () => window.removeEventListener("scroll", listener);
}

/** True while the window shows the top of the page. */
export function useIsAtTop(): boolean {
  return useSyncExternalStore(subscribe, () => window.scrollY < TOP_PX);
}

import { useQueryClient } from "@tanstack/react-query";
import { CloudOff, Hourglass } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { call } from "../api/call.ts";
import { connection } from "../api/connection.ts";

const RETRY_MS = 4_000;
const TEXTS = {
  slow: "The gateway is slow to answer. What you see may be a little old.",
  unreachable: "The gateway does not answer. This page tries again by itself.",
  offline: "This device is offline. The page goes on when the network is back.",
} as const;

/** Says what is wrong with the connection, in one place, and has the page read anew when it is right again. */
export function ConnectionBanner() {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  const client = useQueryClient();
  const isDown = state === "unreachable" || state === "offline";
  useEffect(() => {
    if (!isDown) return;
    const timer = setInterval(() => {
      call("getAuthOptions").then(
        () => client.invalidateQueries(),
        () => undefined,
      );
    }, RETRY_MS);
    return () => clearInterval(timer);
  }, [isDown, client]);
  return (
    <div role="status" className="sticky top-0 z-30 max-md:top-12">
      {state !== "ok" && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1.5 text-sm text-warn">
          {isDown ? <CloudOff className="size-4" aria-hidden /> : <Hourglass className="size-4" aria-hidden />}
          {TEXTS[state]}
        </p>
      )}
    </div>
  );
}

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, isPassing } from "./error.ts";

const FRESH_MS = 10_000;
const RETRIES_MAX = 2;

/** Queries of the whole page. `onSessionEnd` is called when the API says that nobody is signed in. */
export function createQueryClient(onSessionEnd: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (error instanceof ApiError && error.status === 401) onSessionEnd();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    // Wrong passwords are refused with 401 as well; only this code means the session.
    mutationCache: new MutationCache({
      onError: (error) => {
        if (error instanceof ApiError && error.code === "unauthenticated") onSessionEnd();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (count, error) => isPassing(error) && count < RETRIES_MAX,
        // A browser's word about the network is not asked: the gateway may be on this very machine.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

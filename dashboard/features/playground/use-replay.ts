import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { messageOf } from "../../api/error.ts";
import { apiQuery } from "../../api/query.ts";
import { toast } from "../../ui/toast.tsx";
import { replayOf } from "./replay.ts";
import type { Workspace } from "./workspace.ts";

/** How the loading of a logged request stands. */
export interface ReplayState {
  readonly isLoading: boolean;
  readonly error: string | null;
  /** What could not be taken over. */
  readonly notes: readonly string[];
}

/** Brings a logged request into the conversation, once; `onModel` is told whom it asked. */
export function useReplay(
  workspace: Workspace,
  requestId: string | undefined,
  onModel: (model: string) => void,
): ReplayState {
  const path = { requestId: requestId ?? "" };
  const wanted = { enabled: requestId !== undefined, staleTime: Number.POSITIVE_INFINITY };
  const log = useQuery({ ...apiQuery("getLogsByRequestId", { path }), ...wanted });
  const content = useQuery({ ...apiQuery("getLogsByRequestIdContent", { path }), ...wanted, retry: false });
  const [notes, setNotes] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const endpoint = log.data?.log.endpoint;
  const request = content.data?.content.request;
  useEffect(() => {
    if (requestId === undefined || endpoint === undefined || request === undefined) return;
    const [lane] = workspace.state().lanes;
    if (lane === undefined) return;
    try {
      const replay = replayOf(endpoint, request, lane.id);
      const before = workspace.state();
      workspace.begin(replay.settings, replay.turns);
      if (before.turns.length > 0)
        toast("Another conversation was loaded.", {
          label: "Undo",
          run: () => workspace.restore(before),
        });
      setNotes(replay.notes);
      setFailure(null);
      onModel(replay.model);
    } catch (error) {
      setFailure(messageOf(error));
    }
  }, [workspace, requestId, endpoint, request, onModel]);
  const error = failure ?? log.error?.message ?? content.error?.message ?? null;
  const isLoading = requestId !== undefined && error === null;
  return { isLoading, error, notes };
}

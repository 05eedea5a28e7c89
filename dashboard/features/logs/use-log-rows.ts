import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { Log, LogList } from "../../../src/client/api.ts";
import { call, type Input } from "../../api/call.ts";
import { apiPages } from "../../api/query.ts";
import { mergeRows, unseenOf } from "./merge-rows.ts";
import { useIsAtTop } from "./use-is-at-top.ts";

export type LogsQuery = NonNullable<Input<"getLogs">["query"]>;

const PAGE_ROWS = 100;
const HEAD_ROWS = 200;
const LIVE_MS = 2_000;
/** A request is logged when it ends, at the time at which it began: how long ago that may be and still be noticed. */
const LATE_MS = 10 * 60_000;

/**
 * The log, page by page. Live, its newest minutes are read again and again: what is new goes in at the top while the
 * reader is there, and waits while they read further down. What was read is not read again by itself: a list of many
 * pages would be asked for anew page by page.
 */
export function useLogRows(query: LogsQuery, isLive: boolean) {
  const client = useQueryClient();
  const options = apiPages("getLogs", { query: { ...query, limit: PAGE_ROWS } });
  const pages = useInfiniteQuery({
    ...options,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.logs), [pages.data]);
  const isOwn = rows !== undefined && !pages.isPlaceholderData;
  const newest = isOwn ? rows[0]?.timestamp : undefined;
  const head = useQuery({
    queryKey: ["getLogs", query, "head"],
    queryFn: ({ signal }) =>
      call("getLogs", { query: { ...query, ...sinceOf(query, newest), limit: HEAD_ROWS } }, signal),
    enabled: isLive && isOwn,
    refetchInterval: LIVE_MS,
    gcTime: 0,
  });
  const isAtTop = useIsAtTop();
  const unseen = useMemo(
    () => (isLive && isOwn ? unseenOf(head.data?.logs ?? [], rows, pages.hasNextPage) : []),
    [isLive, isOwn, head.data, rows, pages.hasNextPage],
  );
  const hasGap = head.data?.nextCursor != null && unseen.length >= HEAD_ROWS;
  const { queryKey } = options;
  const readAnew = useCallback(() => client.resetQueries({ queryKey, exact: true }), [client, queryKey]);
  const takeIn = useCallback(() => {
    // More came in than were asked for: the list begins anew, or it would have a hole.
    if (hasGap) void readAnew();
    else client.setQueryData(queryKey, (data) => data && withRows(data, unseen));
  }, [client, queryKey, unseen, hasGap, readAnew]);
  useEffect(() => {
    if (isAtTop && unseen.length > 0) takeIn();
  }, [isAtTop, unseen, takeIn]);
  return { pages, rows, waiting: isAtTop ? 0 : unseen.length, hasGap, takeIn, readAnew };
}

/** From when on the newest part is read: never before what the list itself begins with. */
function sinceOf({ from }: LogsQuery, newest: string | undefined): { readonly from?: string } {
  if (newest === undefined) return {};
  const since = new Date(Date.parse(newest) - LATE_MS).toISOString();
  return { from: from !== undefined && from > since ? from : since };
}

function withRows(data: InfiniteData<LogList> | { pages: LogList[] }, rows: readonly Log[]) {
  const [first, ...others] = data.pages;
  if (first === undefined) return data as InfiniteData<LogList>;
  return { ...data, pages: [{ ...first, logs: mergeRows(rows, first.logs) }, ...others] } as InfiniteData<LogList>;
}

import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  type UseMutationResult,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useRef } from "react";
import { type Answer, call, type Input, type OperationName } from "./call.ts";

/**
 * A query of one operation. Its key is `[operation, input]`, always: what reads the same thing shares one answer, and
 * whoever changes something names operations to have them read anew.
 */
export function apiQuery<Name extends OperationName>(name: Name, input: Input<Name> = {} as Input<Name>) {
  return queryOptions<Answer<Name>, Error, Answer<Name>, readonly [Name, Input<Name>]>({
    queryKey: [name, input],
    queryFn: ({ signal }) => call(name, input, signal),
  });
}

/** Operations that answer page by page. */
type PagedName = {
  [Name in OperationName]: Answer<Name> extends { readonly nextCursor: string | null } ? Name : never;
}[OperationName];

/** All pages of a list, as far as they were asked for. Its key is `[operation, input, "pages"]`. */
export function apiPages<Name extends PagedName>(name: Name, input: Input<Name>) {
  return infiniteQueryOptions<
    Answer<Name>,
    Error,
    { pages: Answer<Name>[] },
    readonly [Name, Input<Name>, "pages"],
    string | undefined
  >({
    queryKey: [name, input, "pages"],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) => {
      const { query } = input as { readonly query?: object };
      const cursor = pageParam === undefined ? {} : { cursor: pageParam };
      return call(name, { ...input, query: { ...query, ...cursor } } as Input<Name>, signal);
    },
    getNextPageParam: (page) => (page as { nextCursor: string | null }).nextCursor ?? undefined,
  });
}

/**
 * Calls an operation that changes something. `stale` names the operations whose answers are not true afterwards; the
 * promise waits until what is on the page was read anew. A second click that says the same while the first is under way
 * joins it: nothing is made or paid twice.
 */
export function useApiMutation<Name extends OperationName>(
  name: Name,
  { stale = [] }: { readonly stale?: readonly OperationName[] } = {},
): UseMutationResult<Answer<Name>, Error, Input<Name>> {
  const client = useQueryClient();
  const running = useRef(new Map<string, Promise<Answer<Name>>>());
  const once = (input: Input<Name>): Promise<Answer<Name>> => {
    const said = JSON.stringify(input);
    const before = running.current.get(said);
    if (before !== undefined) return before;
    const answer = call(name, input).finally(() => running.current.delete(said));
    running.current.set(said, answer);
    return answer;
  };
  return useMutation({
    mutationKey: [name],
    mutationFn: once,
    onSuccess: () => readAnew(client, stale),
  });
}

/** Has the answers of these operations read anew where they are shown, and forgotten elsewhere. */
export async function readAnew(client: QueryClient, names: readonly OperationName[]): Promise<void> {
  await Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] })));
}

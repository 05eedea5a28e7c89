import { useQuery } from "@tanstack/react-query";
import type { AlertChannel, Budget, Provider } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { titleOf } from "../limits/budget-words.ts";
import { type Named, useNames } from "../limits/use-names.ts";

const BUDGETS_MAX = 100;
const CHANNELS_MAX = 50;

/** All that a rule can name. */
export interface AlertNames extends Named {
  readonly budgets: readonly Budget[];
  readonly channels: readonly AlertChannel[];
  readonly providers: readonly Provider[];
}

/** What rules can name, with the names of it all by id. */
export function useAlertNames(organizationId: string): AlertNames {
  const named = useNames(organizationId);
  const budgets = useQuery(apiQuery("getBudgets", { query: { organizationId, limit: BUDGETS_MAX } }));
  const channels = useQuery(apiQuery("getAlertsChannels", { query: { organizationId, limit: CHANNELS_MAX } }));
  const providers = useQuery(apiQuery("getProviders"));
  const found = {
    budgets: budgets.data?.budgets ?? [],
    channels: channels.data?.channels ?? [],
    providers: providers.data?.providers ?? [],
  };
  return {
    ...named,
    ...found,
    names: new Map([
      ...named.names,
      ...found.budgets.map((budget) => [budget.id, titleOf(budget, named.names)] as const),
      ...found.channels.map(({ id, name }) => [id, name] as const),
      ...found.providers.map(({ id, name }) => [id, name] as const),
    ]),
    isRead: named.isRead && !budgets.isPending && !channels.isPending && !providers.isPending,
  };
}

import { CANARY } from "./canary.ts";
import { COST_ROUTER } from "./cost-router.ts";
import { FALLBACK_CHAIN } from "./fallback-chain.ts";
import { GUARDED_SUPPORT_BOT } from "./guarded-support-bot.ts";
import { RAG_SEMANTIC_CACHE } from "./rag-semantic-cache.ts";
import { SINGLE_MODEL } from "./single-model.ts";

/** A configuration to begin with. */
export interface ConfigTemplate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly yaml: string;
}

/** In the order in which they are offered. */
export const CONFIG_TEMPLATES: readonly ConfigTemplate[] = [
  {
    id: "single-model",
    title: "One model",
    description: "One model behind a name of your own, with a limit of requests.",
    yaml: SINGLE_MODEL,
  },
  {
    id: "fallback-chain",
    title: "Fallback chain",
    description: "Three providers, one after the other, with deadlines and a stream that survives a break.",
    yaml: FALLBACK_CHAIN,
  },
  {
    id: "canary",
    title: "Canary",
    description: "Five in a hundred users get the new model, always the same ones.",
    yaml: CANARY,
  },
  {
    id: "rag-semantic-cache",
    title: "Questions about documents",
    description: "Chat and embeddings for retrieval; questions that were asked before are answered from the cache.",
    yaml: RAG_SEMANTIC_CACHE,
  },
  {
    id: "cost-router",
    title: "Cost router",
    description:
      "Short questions go to a small model, long ones to a large one, and nobody spends more than the budget.",
    yaml: COST_ROUTER,
  },
  {
    id: "guarded-support-bot",
    title: "Guarded support bot",
    description:
      "Personal data is taken out, attempts to take over the model are refused, answers keep to the subject.",
    yaml: GUARDED_SUPPORT_BOT,
  },
];

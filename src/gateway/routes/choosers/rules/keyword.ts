import { type Decider, NOTHING_FITS, quoted } from "../decider.ts";
import { lastUserText } from "../last-user-text.ts";
import type { KeywordRule } from "../routing-rule.ts";
import { KeywordSearch } from "./keyword-search.ts";

/** Texts in the last user message, in any case; the first entry that fits. */
export function keywordDecider({ output_mapping: mapping }: KeywordRule): Decider {
  const words = mapping.flatMap(({ model_id: modelId, conditions }, entry) =>
    conditions.map((word) => ({ modelId, word, entry })),
  );
  // Made when it is first needed: most of the configurations that are served are seldom asked for.
  let search: KeywordSearch | undefined;
  return {
    when: "at-once",
    decide: ({ exchange, request }) => {
      search ??= new KeywordSearch(words.map(({ word }) => word));
      const found = search.first(lastUserText(exchange.endpoint.dialect.id, request.body));
      const hit = found === undefined ? undefined : words[found];
      return hit === undefined ? NOTHING_FITS : { modelId: hit.modelId, reason: `keyword ${quoted(hit.word)}` };
    },
  };
}

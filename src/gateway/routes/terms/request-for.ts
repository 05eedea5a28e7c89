import type { DialectId } from "../../../dialects/dialect.ts";
import type { DecodedRequest, Exchange } from "../../exchange.ts";
import type { Target } from "../../routing/target.ts";
import type { ModelTerms } from "../model-terms.ts";
import { bearsMarks } from "./cache-mark.ts";
import { withTerms } from "./with-terms.ts";

const made = new WeakMap<DecodedRequest, Map<ModelTerms, DecodedRequest>>();
const unmarked = new WeakMap<ModelTerms, ModelTerms>();

/**
 * The request as it is said to a target: what limits count, what is sent, and what answers are read by. Made once for a
 * request and terms. Throws as {@link withTerms}.
 */
export function requestFor(exchange: Exchange, request: DecodedRequest, target: Target): DecodedRequest {
  if (target.terms === undefined) return request;
  const terms = termsAt(target, target.terms, exchange.endpoint.dialect.id);
  let byTerms = made.get(request);
  if (byTerms === undefined) {
    byTerms = new Map();
    made.set(request, byTerms);
  }
  let asked = byTerms.get(terms);
  if (asked === undefined) {
    asked = withTerms(exchange, request, terms);
    byTerms.set(terms, asked);
  }
  return asked;
}

/** Without the mark where the target does not understand it. */
function termsAt(target: Target, terms: ModelTerms, wire: DialectId): ModelTerms {
  if (!terms.promptCache || bearsMarks(target, wire)) return terms;
  let plain = unmarked.get(terms);
  if (plain === undefined) {
    plain = { ...terms, promptCache: false };
    unmarked.set(terms, plain);
  }
  return plain;
}

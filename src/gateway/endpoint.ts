import type { InboundChatDialect, InboundDialect } from "../dialects/dialect.ts";
import type { Operation } from "../providers/provider.ts";

/** One public LLM endpoint: what is asked for, and in which wire. Everything else is the pipeline's. */
export interface Endpoint {
  /** Path below the origin, such as `/v1/chat/completions`. */
  readonly path: string;
  readonly operation: Operation;
  /** The caller's wire. */
  readonly dialect: InboundDialect;
  /** The same, where it is a wire of conversations. */
  readonly chat: InboundChatDialect | undefined;
}

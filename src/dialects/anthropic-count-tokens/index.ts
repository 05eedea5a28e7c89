import { emptyUsage } from "../../canonical/usage.ts";
import { checkMessages } from "../anthropic-messages/check-request.ts";
import { readError, writeError } from "../anthropic-messages/errors.ts";
import type { InboundDialect } from "../dialect.ts";

/** Anthropic's token counting: a message body without `max_tokens`, answered with `{input_tokens}`; never billed. */
export const anthropicCountTokens: InboundDialect = {
  id: "anthropic-count-tokens",
  checkRequest: checkMessages,
  relayEdits: () => ({ set: {}, drop: [] }),
  readAnswer: () => ({
    meaningful: true,
    terminal: true,
    usage: emptyUsage(),
    finish: { reason: "stop" },
    error: undefined,
  }),
  readError,
  writeError,
  modelMember: undefined,
};

import { emptyUsage } from "../../canonical/usage.ts";
import { checkMessages } from "../anthropic-messages/check-request.ts";
import { readError, writeError } from "../anthropic-messages/errors.ts";
import { withoutForeignState } from "../anthropic-messages/relay-messages.ts";
import { VERTEX_VERSION } from "../anthropic-messages/vertex.ts";
import type { EncodeTarget, InboundDialect, JsonObject, MemberEdits } from "../dialect.ts";

/** Anthropic's token counting: a message body without `max_tokens`, answered with `{input_tokens}`; never billed. */
export const anthropicCountTokens: InboundDialect = {
  id: "anthropic-count-tokens",
  checkRequest: checkMessages,
  relayEdits,
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

/** As messages are relayed; on Google Cloud the model stays in the body, and the version stands there too. */
function relayEdits({ messages }: JsonObject, { quirks }: EncodeTarget): MemberEdits {
  const kept = withoutForeignState(messages);
  return {
    set: {
      ...(kept === undefined ? {} : { messages: JSON.stringify(kept) }),
      ...(quirks.has("vertex-anthropic-version") ? { anthropic_version: JSON.stringify(VERTEX_VERSION) } : {}),
    },
    drop: [],
  };
}

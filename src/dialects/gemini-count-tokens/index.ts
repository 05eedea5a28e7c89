import { emptyUsage } from "../../canonical/usage.ts";
import type { EncodeTarget, InboundDialect, JsonObject, MemberEdits } from "../dialect.ts";
import { checkContents } from "../gemini/check-request.ts";
import { readError, writeError } from "../gemini/errors.ts";
import { relayEdits, withoutForeignSignatures } from "../gemini/relay.ts";
import { camelMembers, structAt } from "../gemini/spelling.ts";
import { isObject, nameAt, optional, required } from "../read.ts";

/**
 * Gemini's token counting: contents, or a whole request under `generateContentRequest`, answered with `{totalTokens}`;
 * never billed. (Gemini API reference, models.countTokens.)
 */
export const geminiCountTokens: InboundDialect = {
  id: "gemini-count-tokens",
  checkRequest,
  relayEdits: countEdits,
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
  // The model's path may not say `stream`, and the body has no such member.
  streams: () => false,
};

const WHOLE = "generateContentRequest";

function checkRequest(body: JsonObject): void {
  required(body, "model", nameAt);
  const request = camelMembers(body);
  const whole = optional(request, WHOLE, structAt);
  if (whole === undefined) checkContents(request, "");
  else checkContents(whole, WHOLE);
}

/** A whole request names its model, which the provider knows by another name; the rest is relayed. */
function countEdits(body: JsonObject, target: EncodeTarget): MemberEdits {
  const spelling = [WHOLE, "generate_content_request"].find((name) => isObject(body[name]));
  if (spelling === undefined) return relayEdits(body);
  const whole = body[spelling] as JsonObject;
  const contents = withoutForeignSignatures(whole["contents"]) ?? whole["contents"];
  const set = { ...whole, contents, model: `models/${target.model}` };
  return { set: { [spelling]: JSON.stringify(set) }, drop: [] };
}

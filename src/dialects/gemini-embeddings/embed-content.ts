import type { EmbedAnswer, EmbedRequest } from "../../canonical/operations.ts";
import type { InboundDialect, OperationCaller } from "../dialect.ts";
import { readError, writeError } from "../gemini/errors.ts";
import { nameAt, required } from "../read.ts";
import { wholeFacts } from "../whole-facts.ts";
import { checkContent, purposeOf, readContent } from "./contents.ts";
import { readUsage, usageMember } from "./usage.ts";

/** One content embedded. (Gemini API reference, models.embedContent.) */
export const geminiEmbedContent: InboundDialect & OperationCaller<EmbedRequest, EmbedAnswer> = {
  id: "gemini-embed-content",
  checkRequest: (body) => checkContent(body, ""),
  // The model stands in the path; a name in the body would be the gateway's.
  relayEdits: () => ({ set: {}, drop: ["model"] }),
  readAnswer: (text, scanned) => wholeFacts(text, scanned, "embedding", (member) => readUsage(member("usageMetadata"))),
  readError,
  writeError,
  modelMember: undefined,
  streams: () => false,
  decodeRequest: (body) => {
    const { text, dimensions, task, unmapped } = readContent(body, "");
    return { model: required(body, "model", nameAt), inputs: [text], dimensions, purpose: purposeOf(task), unmapped };
  },
  encodeAnswer: ({ vectors }, _meta, usage) => ({ embedding: { values: vectors[0] ?? [] }, ...usageMember(usage) }),
};

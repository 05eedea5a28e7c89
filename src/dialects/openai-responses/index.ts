import type { InboundChatDialect } from "../dialect.ts";
import { checkRequest } from "./check-request.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { endBadly, readError, writeError } from "./errors.ts";
import { readAnswer, relayEdits } from "./relay.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";
import { openTap } from "./tap.ts";

export { captureResponse } from "./capture.ts";

/** The OpenAI responses wire. */
export const openaiResponses: InboundChatDialect = {
  id: "openai-responses",
  checkRequest,
  relayEdits,
  readAnswer,
  readError,
  writeError,
  modelMember: "model",
  framing: "sse",
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  openDecoder,
  openEncoder,
  openTap,
  endBadly,
  keepAlive: ": keep-alive\n\n",
};

import type { InboundChatDialect } from "../dialect.ts";
import { checkRequest } from "./check-request.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { endBadly, readError, writeError } from "./errors.ts";
import { KEEP_ALIVE } from "./keep-alive.ts";
import { readAnswer, relayEdits } from "./relay.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";
import { openTap } from "./tap.ts";

/** The Gemini wire: Gemini API and Vertex AI, `generateContent` and `streamGenerateContent`. */
export const gemini: InboundChatDialect = {
  id: "gemini",
  checkRequest,
  relayEdits,
  readAnswer,
  readError,
  writeError,
  modelMember: "modelVersion",
  framing: "sse",
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  openDecoder,
  openEncoder,
  openTap,
  endBadly,
  keepAlive: KEEP_ALIVE,
};

import type { ChatDialect } from "../dialect.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { readError } from "./errors.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";

/** The Cohere chat wire, version 2. */
export const cohereV2: ChatDialect = {
  id: "cohere-v2",
  framing: "sse",
  readError,
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  openDecoder,
  openEncoder,
};

import type { ChatDialect } from "../dialect.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { readError } from "./errors.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";

/** The Amazon Bedrock wire Converse and ConverseStream. The model and the stream flag are in the path, not in the body. */
export const bedrockConverse: ChatDialect = {
  id: "bedrock-converse",
  framing: "aws-event-stream",
  readError,
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  openDecoder,
  openEncoder,
};

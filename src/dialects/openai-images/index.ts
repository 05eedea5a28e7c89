import type { ImageAnswer, ImageRequest } from "../../canonical/operations.ts";
import type { InboundDialect, OperationCaller } from "../dialect.ts";
import { isSet } from "../form-fields.ts";
import { openaiErrors, openaiEventStream } from "../openai-operation.ts";
import { checkGeneration } from "./check-request.ts";
import { decodeRequest } from "./decode-request.ts";
import { encodeAnswer } from "./encode-answer.ts";
import { readAnswer } from "./read-answer.ts";
import { openTap } from "./tap.ts";
import { imagesAsked, usageOfImages } from "./usage.ts";

/** What generations and edits have in common. (OpenAI API reference, images.) */
export const imageWire = {
  relayEdits: () => ({ set: {}, drop: [] }),
  readAnswer,
  ...openaiErrors,
  ...openaiEventStream,
  modelMember: undefined,
  streams: (body) => isSet(body, "stream"),
  usageOfRequest: (body) => usageOfImages(imagesAsked(body)),
  openTap,
  decodeRequest,
  encodeAnswer,
} satisfies Omit<InboundDialect, "id" | "checkRequest"> & OperationCaller<ImageRequest, ImageAnswer>;

/** Images from text. */
export const openaiImages: InboundDialect & OperationCaller<ImageRequest, ImageAnswer> = {
  id: "openai-images",
  checkRequest: checkGeneration,
  ...imageWire,
};

import type { ImageAnswer, ImageRequest } from "../../canonical/operations.ts";
import type { InboundDialect, OperationCaller } from "../dialect.ts";
import { checkEdit } from "./check-request.ts";
import { imageWire } from "./index.ts";

/** Images from images and text, as a form with files or as JSON. (OpenAI API reference, image edits.) */
export const openaiImageEdits: InboundDialect & OperationCaller<ImageRequest, ImageAnswer> = {
  id: "openai-image-edits",
  checkRequest: checkEdit,
  takesForms: true,
  ...imageWire,
};

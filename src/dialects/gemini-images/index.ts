import type { MediaSource } from "../../canonical/blocks.ts";
import type { ImageAnswer, ImageRequest } from "../../canonical/operations.ts";
import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import { Warnings } from "../../canonical/warning.ts";
import type { DecodedAnswer, EncodeTarget, JsonObject, OperationProvider } from "../dialect.ts";
import { readError } from "../gemini/errors.ts";
import { mediaTypeOfUrl } from "../gemini/media-types.ts";
import { readUsage } from "../gemini/usage.ts";
import { readMadeFiles } from "../gemini-answer.ts";
import { invalid } from "../read.ts";
import { imageConfigFor } from "./size.ts";

/** Images made and edited by Gemini's conversation method. (Gemini API documentation, image generation.) */
export const geminiImages: OperationProvider<ImageRequest, ImageAnswer> = {
  id: "gemini-images",
  readError,
  encodeRequest,
  decodeAnswer,
};

function encodeRequest(request: ImageRequest, _target: EncodeTarget) {
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  if (request.count > 1) {
    throw invalid("n", "must be 1: this model makes one image a call. Send a request for each image.");
  }
  if (request.mask !== undefined) {
    throw invalid("mask", "cannot be used with this model. Say in the prompt what shall change.");
  }
  if (request.background === "transparent") {
    throw invalid("background", "cannot be 'transparent' with this model. Leave it out.");
  }
  warnLeftOut(request, warnings);
  const parts = [...request.sources.map((source, i) => partOf(source, i)), { text: request.prompt }];
  const config: JsonObject = { responseModalities: ["IMAGE"] };
  if (request.size !== undefined) config["imageConfig"] = imageConfigFor(request.size, warnings);
  return { body: { json: { contents: [{ role: "user", parts }], generationConfig: config } }, warnings: warnings.list };
}

function warnLeftOut({ quality, outputFormat, userId }: ImageRequest, warnings: Warnings): void {
  if (quality !== undefined) warnings.add("quality", "The Gemini wire has no quality of images; left out.");
  if (outputFormat !== undefined) warnings.add("output_format", "The Gemini wire has no image format; left out.");
  if (userId !== undefined) warnings.add("user", "The Gemini wire has no end user; left out.");
}

function partOf(source: MediaSource, index: number): JsonObject {
  switch (source.kind) {
    case "data":
      return { inlineData: { mimeType: source.mediaType, data: source.data } };
    case "url":
      return { fileData: { mimeType: mediaTypeOfUrl(source.url) ?? "image/jpeg", fileUri: source.url } };
    case "file":
      throw invalid(`images[${index}].file_id`, "is a file at another provider. Send the image itself.");
  }
}

function decodeAnswer({ text }: { readonly text: string }): DecodedAnswer<ImageAnswer> {
  const { files, usageMetadata, refusal } = readMadeFiles(text);
  if (refusal !== undefined) return { error: refusal };
  const images = files.map(({ mimeType, data }) => ({
    source: { kind: "data" as const, mediaType: mimeType === "" ? "image/png" : mimeType, data },
  }));
  return { answer: { images }, usage: usageOf(readUsage(usageMetadata), images.length) };
}

/** Output that is not told apart is the image: nothing else was asked for. */
function usageOf(told: Usage | undefined, images: number): Usage {
  if (told === undefined) return { ...emptyUsage(), media: { images } };
  if (told.media?.imageOutputTokens !== undefined) return { ...told, media: { ...told.media, images } };
  return { ...told, outputTokens: 0, media: { ...told.media, images, imageOutputTokens: told.outputTokens } };
}

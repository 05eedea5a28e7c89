import type { ImageAnswer } from "../../canonical/operations.ts";
import type { Usage } from "../../canonical/usage.ts";
import { dataUrl } from "../data-url.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { writeTokens } from "./usage.ts";

/** Images as OpenAI answers them; where links were asked for and there are none, data URLs stand in their place. */
export function encodeAnswer({ images }: ImageAnswer, meta: AnswerMeta, usage: Usage | undefined): JsonObject {
  const links = meta.body["response_format"] === "url";
  const tokens = writeTokens(usage);
  return {
    created: meta.createdAtSeconds,
    data: images.map(({ source, revisedPrompt }) => ({
      ...(source.kind === "url" ? { url: source.url } : {}),
      ...(source.kind === "data" && links ? { url: dataUrl(source.mediaType, source.data) } : {}),
      ...(source.kind === "data" && !links ? { b64_json: source.data } : {}),
      ...(revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt }),
    })),
    ...(tokens === undefined ? {} : { usage: tokens }),
  };
}

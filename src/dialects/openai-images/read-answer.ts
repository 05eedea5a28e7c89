import { memberText, type ScannedObject } from "../../framing/json-members.ts";
import type { AnswerFacts } from "../dialect.ts";
import { wholeFacts } from "../whole-facts.ts";
import { readTokens, usageOfImages } from "./usage.ts";

/** Usage of a whole answer. Its images are counted in the text: parsing megabytes of them would hold up the rest. */
export function readAnswer(text: string, scanned: ScannedObject): AnswerFacts {
  return wholeFacts(text, scanned, "data", (member) => {
    const images = imagesIn(memberText(text, scanned, "data") ?? "");
    return readTokens(member("usage"), images) ?? usageOfImages(images);
  });
}

/** Within strings quotes are escaped, so that nothing else reads like a member that begins an image. */
function imagesIn(data: string): number {
  return data.match(/[{,]\s*"(?:b64_json|url)"\s*:\s*"/g)?.length ?? 0;
}

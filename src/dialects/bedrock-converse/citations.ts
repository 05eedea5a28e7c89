import type { Citation } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

/**
 * A citation of an answer or a stream. Its locations are places in the source, not in the answer, so there are no
 * indexes: it holds for the whole of its block. (Amazon Bedrock API reference, Citation.)
 */
export function readCitation(wire: JsonObject): Citation {
  const { title, source, sourceContent, location } = wire;
  const web = isObject(location) && isObject(location["web"]) ? location["web"]["url"] : undefined;
  const url = [web, source].find((value) => typeof value === "string" && /^https?:\/\//i.test(value));
  const citedText = textsOf(sourceContent);
  return {
    ...(typeof url === "string" ? { url } : {}),
    ...(typeof title === "string" && title !== "" ? { title } : {}),
    ...(citedText === "" ? {} : { citedText }),
  };
}

/** The texts of a list of `{text}`. */
export function textsOf(list: unknown): string {
  if (!Array.isArray(list)) return "";
  return list.map((item) => (isObject(item) && typeof item["text"] === "string" ? item["text"] : "")).join("");
}

/** A citation for a caller of this wire. */
export function writeCitation({ url, title, citedText }: Citation): JsonObject {
  return {
    ...(title === undefined ? {} : { title }),
    ...(citedText === undefined ? {} : { sourceContent: [{ text: citedText }] }),
    ...(url === undefined ? {} : { source: url, location: { web: { url } } }),
  };
}

import type { JsonObject } from "../dialect.ts";
import { countField, isFile } from "../form-fields.ts";
import { invalid, isObject, nameAt, optional, required, stringAt } from "../read.ts";

/** Checks what the gateway relies on; sizes, qualities and their kin are the provider's to judge. */
export function checkGeneration(body: JsonObject): void {
  required(body, "prompt", nameAt);
  checkCount(body);
  optional(body, "size", stringAt);
  optional(body, "response_format", stringAt);
}

/** Edits need an image: a file of a form or, in JSON, addresses, data URLs or handles. */
export function checkEdit(body: JsonObject): void {
  checkGeneration(body);
  const given = body["image"] ?? body["images"];
  const images = Array.isArray(given) ? given : [given];
  if (images.length === 0 || !images.every(isImage)) {
    throw invalid(
      "image",
      "must be a file of a multipart form, or 'images' in JSON: a list of objects with 'image_url' or 'file_id'.",
    );
  }
}

function isImage(value: unknown): boolean {
  if (isFile(value)) return value.bytes.length > 0;
  if (typeof value === "string") return value !== "";
  return isObject(value) && ["image_url", "file_id"].some((name) => value[name] !== undefined);
}

/** More than this no vendor makes at once; the price of a request is known before it is sent. */
const MAX_IMAGES = 100;

function checkCount(body: JsonObject): void {
  const count = countField(body, "n");
  if (count !== undefined && count > MAX_IMAGES) throw invalid("n", `must be at most ${MAX_IMAGES}.`);
}

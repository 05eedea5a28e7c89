import type { FileContent } from "../dialect.ts";

/** First bytes (latin1) of the image formats that are sent. */
const MAGIC: readonly (readonly [RegExp, string])[] = [
  [/^\x89PNG/, "image/png"],
  [/^\xff\xd8\xff/, "image/jpeg"],
  [/^RIFF[\s\S]{4}WEBP/, "image/webp"],
  [/^GIF8/, "image/gif"],
];

/** The type of an image file. Clients often name none, but its first bytes tell. */
export function imageTypeOf({ contentType, bytes }: FileContent): string {
  if (contentType.startsWith("image/")) return contentType;
  const head = bytes.subarray(0, 12).toString("latin1");
  return MAGIC.find(([magic]) => magic.test(head))?.[1] ?? "image/png";
}

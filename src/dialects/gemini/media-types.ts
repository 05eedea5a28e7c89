/** Media types by the end of a URL's path. (Gemini API documentation, supported file types.) */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  heic: "image/heic",
  heif: "image/heif",
  avif: "image/avif",
  pdf: "application/pdf",
  txt: "text/plain",
  md: "text/md",
  html: "text/html",
  csv: "text/csv",
  xml: "text/xml",
  mp4: "video/mp4",
  mov: "video/mov",
  webm: "video/webm",
};

const EXTENSION = /^[^?#]*\.([a-z0-9]{2,5})(?:[?#]|$)/i;

/** The media type that a URL's path tells of; undefined when it tells none. */
export function mediaTypeOfUrl(url: string): string | undefined {
  const extension = EXTENSION.exec(url)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

/** An audio format by its media type, and back: `mp3` is sent as `audio/mp3`. */
export function audioFormatOf(mediaType: string): string {
  const format = mediaType.slice("audio/".length).split(";")[0] ?? "";
  if (format === "mpeg") return "mp3";
  return format.startsWith("x-") ? format.slice(2) : format;
}

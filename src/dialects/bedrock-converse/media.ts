/** Image formats of the wire and their types. (Amazon Bedrock API reference, ImageBlock.) */
const IMAGES: Readonly<Record<string, string>> = {
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
};

/** How base64 of each image format begins: data URLs are often labelled wrongly, and the bytes decide. */
const IMAGE_STARTS: readonly (readonly [string, string])[] = [
  ["jpeg", "/9j/"],
  ["png", "iVBORw"],
  ["gif", "R0lGOD"],
  ["webp", "UklGR"],
];

/** Document formats of the wire and their types. (Amazon Bedrock API reference, DocumentBlock.) */
const DOCUMENTS: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  csv: "text/csv",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  html: "text/html",
  txt: "text/plain",
  md: "text/markdown",
};

/** The type of an image format; undefined for an unknown one. */
export function imageType(format: string): string | undefined {
  return Object.hasOwn(IMAGES, format) ? IMAGES[format] : undefined;
}

/** The type of a document format; undefined for an unknown one. */
export function documentType(format: string): string | undefined {
  return Object.hasOwn(DOCUMENTS, format) ? DOCUMENTS[format] : undefined;
}

/** The format of an image in base64; undefined when the wire has none. */
export function imageFormat(mediaType: string, data: string): string | undefined {
  return IMAGE_STARTS.find(([, start]) => data.startsWith(start))?.[0] ?? formatOf(IMAGES, mediaType);
}

/** The format of a document; text of any kind is plain text. */
export function documentFormat(mediaType: string): string | undefined {
  const type = mediaType.split(";")[0]?.trim() ?? "";
  const known = formatOf(DOCUMENTS, type);
  if (known !== undefined) return known;
  return type.startsWith("text/") || type === "application/json" ? "txt" : undefined;
}

/** A stored object as the handle of a file: its format is needed beside its address. */
export function fileIdOf(format: string, uri: string): string {
  return `${format}:${uri}`;
}

/** The stored object of a handle. */
export function objectOf(fileId: string): { readonly format: string; readonly uri: string } | undefined {
  const [, format, uri] = /^([a-z]+):(s3:\/\/.+)$/s.exec(fileId) ?? [];
  return format === undefined || uri === undefined ? undefined : { format, uri };
}

function formatOf(table: Readonly<Record<string, string>>, mediaType: string): string | undefined {
  return Object.keys(table).find((format) => table[format] === mediaType);
}

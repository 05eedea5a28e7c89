/** Media type and base64 data of a data URL (RFC 2397); undefined when it is not one in base64. */
export function readDataUrl(url: string): { mediaType: string; data: string } | undefined {
  const comma = url.indexOf(",");
  if (!url.startsWith("data:") || comma < 0) return undefined;
  const [mediaType = "", ...parameters] = url.slice(5, comma).split(";");
  if (!parameters.some((parameter) => parameter.trim().toLowerCase() === "base64")) return undefined;
  return { mediaType: mediaType.trim().toLowerCase(), data: url.slice(comma + 1) };
}

/** A data URL. */
export function dataUrl(mediaType: string, data: string): string {
  return `data:${mediaType};base64,${data}`;
}

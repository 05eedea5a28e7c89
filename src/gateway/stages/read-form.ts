import { Readable } from "node:stream";
import busboy from "busboy";
import type { FormPart } from "../../dialects/dialect.ts";
import { fail } from "../../errors/gateway-error.ts";

const MAX_PARTS = 200;
const MAX_FIELD_BYTES = 1024 * 1024;

const CUT = "it ends in the middle of a part, or is no form.";

/** True for the content type of a form with files. */
export function isForm(contentType: string | undefined): contentType is string {
  return contentType !== undefined && /^multipart\/form-data\s*;/i.test(contentType);
}

/** The parts of a form in their order. Throws `invalid_parameters` for one that cannot be read or has too many parts. */
export function readForm(bytes: Buffer, contentType: string): Promise<readonly FormPart[]> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void =>
      reject(fail("invalid_parameters", { message: `The form cannot be read: ${reason}` }));
    const parts: FormPart[] = [];
    let parser: busboy.Busboy;
    try {
      const limits = { parts: MAX_PARTS, fieldSize: MAX_FIELD_BYTES, fileSize: bytes.length };
      parser = busboy({ headers: { "content-type": contentType }, limits, defParamCharset: "utf8" });
    } catch {
      refuse("its content type names no boundary.");
      return;
    }
    parser.on("field", (name, value, { valueTruncated }) => {
      if (valueTruncated) refuse(`the field '${name.slice(0, 100)}' is longer than ${MAX_FIELD_BYTES} bytes.`);
      else parts.push({ name, value });
    });
    parser.on("file", (name, stream, { filename, mimeType }) => {
      const at = parts.length;
      const chunks: Buffer[] = [];
      // Keeps the part's place: files are read to their end later than fields.
      parts.push({ name, value: "" });
      // The parser tells of a cut file here too, where nobody listening would end the process.
      stream.on("error", () => refuse(CUT));
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        parts[at] = { name, value: { contentType: mimeType, fileName: filename, bytes: Buffer.concat(chunks) } };
      });
    });
    parser.on("partsLimit", () => refuse(`it has more than ${MAX_PARTS} parts.`));
    parser.on("error", () => refuse(CUT));
    parser.on("close", () => resolve(parts));
    Readable.from([bytes]).pipe(parser);
  });
}

const CRLF = "\r\n";

/** A form's bytes with the content type that names its boundary, which `token` makes unguessable. */
export function writeForm(parts: readonly FormPart[], token: string): { bytes: Buffer; contentType: string } {
  const boundary = `llmgw-${token}`;
  const chunks: Buffer[] = [];
  for (const { name, value } of parts) {
    const head = `--${boundary}${CRLF}content-disposition: form-data; name="${quoted(name)}"`;
    if (typeof value === "string") chunks.push(Buffer.from(`${head}${CRLF}${CRLF}${value}${CRLF}`));
    else {
      const file = `; filename="${quoted(value.fileName ?? name)}"${CRLF}content-type: ${value.contentType}`;
      chunks.push(Buffer.from(`${head}${file}${CRLF}${CRLF}`), value.bytes, Buffer.from(CRLF));
    }
  }
  chunks.push(Buffer.from(`--${boundary}--${CRLF}`));
  return { bytes: Buffer.concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}

/** As browsers write names in forms. (WHATWG HTML, multipart form data.) */
function quoted(text: string): string {
  return text.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

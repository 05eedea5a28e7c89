import type { JsonObject } from "../../dialects/dialect.ts";

/** Files in a request's body, and those that it names. */
export interface BodyFiles {
  /** Members that hold or name a file. */
  readonly named: number;
  /** Files that stand in the body, and the characters that they take there. */
  readonly held: number;
  readonly chars: number;
  /** Characters of documents among them, which are text, and packed. */
  readonly documentChars: number;
  /** A document or a film is named that the body does not hold: its size is not known. */
  readonly elsewhere: boolean;
}

/** Members that hold or name a file, in the wires of callers. */
const NAMING = new Set(["image_url", "source", "file_data", "fileData", "inlineData", "inline_data"]);
/** Members in which a file's own characters stand. Text stands in others, whatever it looks like. */
const HOLDING = new Set(["url", "data", "file_data", "image_url", "result"]);
/** Members that name what the body does not hold. */
const ELSEWHERE = new Set(["file_id", "file_url", "fileUri", "file_uri"]);
/** Strings from this length on may be files. */
const LONG_CHARS = 2_048;
const BASE64 = /^(?:data:[^,"]{0,200},)?[A-Za-z0-9+/=_-]{1024}/;
/** `%PDF-` in base64. */
const DOCUMENT = /^(?:data:[^,"]{0,200},)?JVBERi0/;

const known = new WeakMap<JsonObject, BodyFiles>();

/** Looks through a body once, however often it is asked. */
export function filesIn(body: JsonObject): BodyFiles {
  let files = known.get(body);
  if (files === undefined) {
    const search = new Search();
    search.run(body);
    files = search;
    known.set(body, files);
  }
  return files;
}

/** Without recursion: a body may be nested as deep as it likes. */
class Search implements BodyFiles {
  named = 0;
  held = 0;
  chars = 0;
  documentChars = 0;
  elsewhere = false;
  readonly #left: object[] = [];

  run(body: JsonObject): void {
    this.#left.push(body);
    for (let next = this.#left.pop(); next !== undefined; next = this.#left.pop()) {
      if (Array.isArray(next)) this.#list(next);
      else this.#object(next as JsonObject);
    }
  }

  #list(list: readonly unknown[]): void {
    for (const one of list) if (typeof one === "object" && one !== null) this.#left.push(one);
  }

  #object(object: JsonObject): void {
    // What a tool is called with is text to the model.
    if (object["type"] === "tool_use") return;
    if (object["type"] === "document") this.#document(object["source"]);
    const isText = object["type"] === "text";
    for (const name in object) {
      const value = object[name];
      if (NAMING.has(name)) this.named += 1;
      if (typeof value === "string") {
        if (ELSEWHERE.has(name)) this.elsewhere = true;
        if (value.length >= LONG_CHARS && HOLDING.has(name) && !isText) this.#held(value);
      } else if (typeof value === "object" && value !== null) this.#left.push(value);
    }
  }

  #document(source: unknown): void {
    if (typeof source === "object" && source !== null && (source as JsonObject)["type"] === "url")
      this.elsewhere = true;
  }

  #held(text: string): void {
    if (!BASE64.test(text)) return;
    this.held += 1;
    this.chars += text.length;
    if (DOCUMENT.test(text)) this.documentChars += text.length;
  }
}

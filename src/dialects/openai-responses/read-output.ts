import type { Citation, ImageBlock } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

/** Readers of output items, for whole and streamed answers alike. They take what vendors send. */

/** A part of a message, read; undefined for parts of other kinds. */
export interface SaidPart {
  readonly kind: "text" | "refusal";
  readonly text: string;
  readonly citations: readonly Citation[];
}

export function readPart(part: unknown): SaidPart | undefined {
  if (!isObject(part)) return undefined;
  if (part["type"] === "refusal") return { kind: "refusal", text: stringOf(part["refusal"]), citations: [] };
  if (part["type"] !== "output_text" && part["type"] !== "text") return undefined;
  const annotations = Array.isArray(part["annotations"]) ? part["annotations"] : [];
  return { kind: "text", text: stringOf(part["text"]), citations: annotations.flatMap(readAnnotation) };
}

/** A citation with an address; files of the vendor have none that another could open. */
export function readAnnotation(annotation: unknown): Citation[] {
  if (!isObject(annotation) || annotation["type"] !== "url_citation") return [];
  const { url, title, start_index: start, end_index: end } = annotation;
  if (typeof url !== "string" || url === "") return [];
  return [
    {
      url,
      ...(typeof title === "string" && title !== "" ? { title } : {}),
      ...(typeof start === "number" ? { startIndex: start } : {}),
      ...(typeof end === "number" ? { endIndex: end } : {}),
    },
  ];
}

/** The image that a vendor's tool made; undefined as long as there is none. */
export function readImage(item: JsonObject): ImageBlock | undefined {
  const { result, output_format: format } = item;
  if (typeof result !== "string" || result === "") return undefined;
  const mediaType = `image/${typeof format === "string" && format !== "" ? format : "png"}`;
  return { kind: "image", source: { kind: "data", mediaType, data: result } };
}

/** What a call says of itself. */
export interface ReadCall {
  readonly id: string;
  readonly name: string;
  /** Arguments, or the free text of a custom tool. */
  readonly text: string;
  readonly custom: boolean;
}

/** Reads a call; undefined for other items. Some vendors send the arguments as the object itself. */
export function readCall(item: JsonObject): ReadCall | undefined {
  const custom = item["type"] === "custom_tool_call";
  if (!custom && item["type"] !== "function_call") return undefined;
  const text = custom ? item["input"] : item["arguments"];
  return {
    id: stringOf(item["call_id"]) || stringOf(item["id"]),
    name: stringOf(item["name"]),
    text: isObject(text) ? JSON.stringify(text) : stringOf(text),
    custom,
  };
}

/** Gives each call of one answer an id that no other call of it has. */
export class CallIds {
  readonly #used = new Set<string>();

  /** The vendor's id; one made of the answer's id where it gave none or gave it twice. */
  take(id: string, answerId: string | undefined): string {
    const n = this.#used.size;
    const clean = (answerId ?? "").replace(/[^a-zA-Z0-9_-]/g, "_");
    let taken = id === "" || this.#used.has(id) ? `call_${clean === "" ? "" : `${clean}_`}${n}` : id;
    while (this.#used.has(taken)) taken += "_";
    this.#used.add(taken);
    return taken;
  }
}

export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

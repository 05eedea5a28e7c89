import { createHash } from "node:crypto";
import type { ModelKin } from "./model-kin.ts";

const FORBIDDEN = /[^a-zA-Z0-9_-]/g;
/** Longest `toolUseId`. (Amazon Bedrock API reference, ToolUseBlock.) */
const MAX_CHARS = 64;
/** Mistral's models take nothing else, also on this wire. (Mistral API reference; vercel/ai normalises likewise.) */
const NINE = /^[a-zA-Z0-9]{9}$/;

/**
 * Tool ids of one conversation in the characters that the wire allows. Vendors count them anew each turn (`call_0`),
 * while a conversation must not have an id twice: a repeated id gets a suffix, and a result goes to the latest call of
 * its id.
 */
export class ToolIds {
  readonly #latest = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** Id → how often it was called: a search from the start would take long in a long conversation. */
  readonly #times = new Map<string, number>();
  readonly #kin: ModelKin;

  constructor(kin: ModelKin) {
    this.#kin = kin;
  }

  ofCall(id: string): string {
    let n = this.#times.get(id) ?? 0;
    let unique: string;
    do {
      n += 1;
      unique = this.#spell(n === 1 ? id : `${id}_${n}`);
    } while (this.#taken.has(unique));
    this.#times.set(id, n);
    this.#taken.add(unique);
    this.#latest.set(id, unique);
    return unique;
  }

  ofResult(id: string): string {
    return this.#latest.get(id) ?? this.#spell(id);
  }

  #spell(id: string): string {
    if (this.#kin === "mistral") return NINE.test(id) ? id : digest(id, 9);
    return safeToolId(id);
  }
}

/** A tool id that the wire takes; one that is too long becomes a digest of itself. */
function safeToolId(id: string): string {
  if (id.length > MAX_CHARS) return digest(id, 32);
  return id === "" ? "_" : id.replace(FORBIDDEN, "_");
}

function digest(id: string, chars: number): string {
  return createHash("sha256").update(id).digest("hex").slice(0, chars);
}

import { isNumberText } from "../../dialects/json-leaves.ts";

/** What the filter of a JSON text asks of the window of its present string. */
export type LeafCall = { readonly do: "open" | "end" } | { readonly do: "push"; readonly text: string };

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/**
 * Lets a JSON text that comes in pieces through, each string in it (and each long number) through a window of its own:
 * what comes out is JSON again, whatever is put in. Names of members pass. What is unchanged keeps its spelling. Text
 * that is no JSON passes as far as it is none; strings in it are found all the same.
 */
export class JsonText {
  /** True for each open object, false for each open array. */
  readonly #objects: boolean[] = [];
  #state: "outside" | "name" | "string" | "number" = "outside";
  #expectsName = false;
  /** A number, or an escape that has begun. */
  #pending = "";
  /** Given to the window of the present string and not come out yet. */
  #held = false;

  /** The next piece; yields what the window is asked, takes its answers, returns what may go out. */
  *push(text: string): Generator<LeafCall, string, string> {
    let out = "";
    let at = 0;
    while (at < text.length) {
      if (this.#state === "string") {
        const taken: { out: string; at: number } = yield* this.#inString(text, at);
        out += taken.out;
        at = taken.at;
      } else if (this.#state === "name") {
        const end = this.#endOfName(text, at);
        out += text.slice(at, end);
        at = end;
      } else if (this.#state === "number" && /[\d.eE+-]/.test(text.charAt(at))) {
        this.#pending += text.charAt(at);
        at += 1;
      } else {
        if (this.#state === "number") out += yield* this.#endNumber();
        const begins = yield* this.#outside(text, at);
        if (begins) out += text.charAt(at);
        at += 1;
      }
    }
    return out;
  }

  /** No more comes. */
  *end(): Generator<LeafCall, string, string> {
    if (this.#state === "number") return yield* this.#endNumber();
    if (this.#state !== "string") return "";
    this.#state = "outside";
    const rest = this.#pending;
    this.#pending = "";
    return quoted(yield { do: "end" }) + rest;
  }

  /** One character between values; false when it is kept back. */
  *#outside(text: string, at: number): Generator<LeafCall, boolean, string> {
    const c = text.charAt(at);
    if (c === '"') {
      this.#state = this.#expectsName ? "name" : "string";
      this.#expectsName = false;
      this.#held = false;
      if (this.#state === "string") yield { do: "open" };
    } else if (c === "{" || c === "[") {
      this.#objects.push(c === "{");
      this.#expectsName = c === "{";
    } else if (c === "}" || c === "]") {
      this.#objects.pop();
      this.#expectsName = false;
    } else if (c === ",") this.#expectsName = this.#objects.at(-1) === true;
    else if (/[-\d]/.test(c)) {
      this.#state = "number";
      this.#pending = c;
      return false;
    }
    return true;
  }

  *#endNumber(): Generator<LeafCall, string, string> {
    const number = this.#pending;
    this.#pending = "";
    this.#state = "outside";
    if (!isNumberText(number)) return number;
    yield { do: "open" };
    const out = (yield { do: "push", text: number }) + (yield { do: "end" });
    return out === number ? number : JSON.stringify(out);
  }

  /** One past the name's closing quote, or the end of the text. */
  #endOfName(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const c = text.charAt(at);
      if (this.#pending === "\\") this.#pending = "";
      else if (c === "\\") this.#pending = c;
      else if (c === '"') {
        this.#state = "outside";
        return at + 1;
      }
    }
    return text.length;
  }

  /** The rest of a string, or of the piece. */
  *#inString(text: string, from: number): Generator<LeafCall, { out: string; at: number }, string> {
    const stop = endOfPiece(text, from, this.#pending);
    const raw = this.#pending + text.slice(from, stop.at);
    const whole = raw.slice(0, raw.length - stop.open);
    this.#pending = raw.slice(whole.length);
    let out = "";
    if (whole !== "") {
      const said = unquoted(whole);
      const passed = yield { do: "push", text: said };
      const clean = !this.#held && passed === said;
      this.#held ||= passed !== said;
      out = clean ? whole : quoted(passed);
    }
    if (!stop.closed) return { out, at: stop.at };
    this.#state = "outside";
    out += `${quoted(yield { do: "end" })}"`;
    return { out, at: stop.at + 1 };
  }
}

/**
 * Where the string ends in a piece: at its closing quote, or at the piece's end, where the last `open` characters are an
 * escape that has begun. `begun` is such an escape from before.
 */
function endOfPiece(text: string, from: number, begun: string): { at: number; closed: boolean; open: number } {
  /** Length of the escape that is open. */
  let open = begun.length;
  let unicode = begun.startsWith("\\u");
  for (let at = from; at < text.length; at += 1) {
    const c = text.charAt(at);
    if (open === 0) {
      if (c === '"') return { at, closed: true, open: 0 };
      if (c === "\\") open = 1;
    } else if (open === 1) {
      unicode = c === "u";
      open = unicode ? 2 : 0;
    } else open = open === 5 ? 0 : open + 1;
  }
  return { at: text.length, closed: false, open };
}

/** What a string's inner text says; a spelling that JSON does not know stands for itself. */
function unquoted(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(/\\(?:u([\da-fA-F]{4})|(.))/gs, (_all, hex: string | undefined, c: string) =>
    hex === undefined ? (ESCAPES[c] ?? c) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function quoted(text: string): string {
  return text === "" ? "" : JSON.stringify(text).slice(1, -1);
}

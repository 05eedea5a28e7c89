import type { Carry } from "../../canonical/blocks.ts";
import type { BlockHead } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { unwrapInput } from "./custom-tools.ts";
import { callDetail, type WireReasoningDetail } from "./reasoning-details.ts";

type CallHead = Extract<BlockHead, { kind: "tool-call" }>;

/** Writes one call of a stream as entries of `tool_calls`: JSON text, empty where there is nothing to say. */
export class ToolCallWriter {
  readonly #head: CallHead;
  readonly #index: number;
  /** The caller's tool takes free text. */
  readonly #custom: boolean;
  /** Arguments of a function that stands for a custom tool: the text in them is known when they are whole. */
  readonly #wrapped: string[] | undefined;
  readonly #before: string;
  #empty = true;

  constructor(head: CallHead, index: number, customTool: boolean) {
    this.#head = head;
    this.#index = index;
    this.#custom = customTool || head.custom === true;
    this.#wrapped = customTool && head.custom !== true ? [] : undefined;
    this.#before = `{"index":${index},${this.#custom ? '"custom":{"input":' : '"function":{"arguments":'}`;
  }

  announcement(extraContent: JsonObject | undefined): string {
    const { id, name } = this.#head;
    const kind = this.#custom ? "custom" : "function";
    const said = `{"name":${JSON.stringify(name)},${this.#custom ? '"input"' : '"arguments"'}:""}`;
    const extra = extraContent === undefined ? "" : `,"extra_content":${JSON.stringify(extraContent)}`;
    return `{"index":${this.#index},"id":${JSON.stringify(id)},"type":"${kind}","${kind}":${said}${extra}}`;
  }

  say(text: string): string {
    if (this.#wrapped !== undefined) {
      this.#wrapped.push(text);
      return "";
    }
    this.#empty = false;
    return `${this.#before}${JSON.stringify(text)}}}`;
  }

  /** A call without arguments still needs a JSON object, or the client's parse fails. */
  end(): string {
    if (this.#wrapped !== undefined) {
      const input = unwrapInput(this.#wrapped.join(""));
      return input === "" ? "" : `${this.#before}${JSON.stringify(input)}}}`;
    }
    return this.#empty && !this.#custom ? `${this.#before}"{}"}}` : "";
  }

  sign(extraContent: JsonObject): string {
    return `{"index":${this.#index},"extra_content":${JSON.stringify(extraContent)}}`;
  }

  detail(carry: Carry): WireReasoningDetail {
    return callDetail(this.#head.id, carry);
  }
}

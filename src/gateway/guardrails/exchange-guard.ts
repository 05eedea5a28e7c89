import { randomBytes } from "node:crypto";
import type { JsonObject } from "../../dialects/dialect.ts";
import { formOfBody } from "../../dialects/form-texts.ts";
import type { DialectTexts, TextSlot } from "../../dialects/text-slots.ts";
import { textsOf } from "../../dialects/texts-registry.ts";
import { latin1OfText, textOfLatin1 } from "../../framing/latin1.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { ViolationRecord } from "../metering/record.ts";
import { checkDepth, withBody } from "../stages/with-body.ts";
import { type CheckedTexts, checkTexts } from "./check-texts.ts";
import type { CompiledGuardrails } from "./compile-guardrails.ts";
import { checkRemotely, type RemoteCalls } from "./remote/check-remotely.ts";
import { openRemoteWindow } from "./remote/remote-window.ts";
import type { RuleSet, Violation } from "./rule.ts";
import { openAsyncStreamFilter, openStreamFilter } from "./stream-filter.ts";
import { openWindow } from "./text-window.ts";
import type { AsyncTextWindow, TextWindow } from "./text-window-type.ts";
import { createTokenVault, restoreWindow, type TokenVault } from "./token-vault.ts";
import { pipeWindows } from "./windows/pipe-windows.ts";

/** What passes an answer's frames on, changed where guardrails say so; throws where they end it. */
export interface OutputFilter {
  push(frames: string): string | Promise<string>;
  end(): string | Promise<string>;
  /** The last frames of a stream that died. */
  endBadly(frames: string): string | Promise<string>;
}

/** A text of the model's, as rules of roles see it. */
const MODEL = "assistant";
/** Violations that are told one by one; of more, the first. */
const MAX_VIOLATIONS = 100;

/** What guardrails do with one request and its answer, in the caller's own wire. */
export class ExchangeGuard {
  readonly #rules: CompiledGuardrails;
  readonly #calls: RemoteCalls;
  readonly #texts: DialectTexts;
  readonly #violations = new Map<string, Violation>();
  readonly #vault: TokenVault = createTokenVault(randomBytes);

  constructor(rules: CompiledGuardrails, exchange: Exchange, calls: RemoteCalls) {
    this.#rules = rules;
    this.#calls = calls;
    this.#texts = textsOf(exchange.endpoint.dialect.id);
  }

  /** Names the guardrails, for cache keys. */
  get fingerprint(): string {
    return this.#rules.fingerprint;
  }

  /** What was found so far; never the texts themselves. */
  get violations(): readonly ViolationRecord[] {
    return [...this.#violations.values()];
  }

  /** True when values were taken out of the request that are put back into its answer. */
  get holdsValues(): boolean {
    return this.#vault.holdsAny;
  }

  /** True when somebody else is asked about requests. */
  get asksAboutRequests(): boolean {
    return this.#rules.input.remote.length > 0;
  }

  /** The request as the guardrails of this process let it pass; throws `guardrail_blocked` or a soft block. */
  checkRequest(exchange: Exchange, request: DecodedRequest): DecodedRequest {
    if (this.#rules.input.local.length === 0) return request;
    if (request.form === undefined) checkDepth(request.text());
    const slots = this.#texts.requestTexts(request.body);
    return this.#changed(exchange, request, slots, checkTexts(this.#rules.input, slots, this.#place("input")));
  }

  /** The same by those that ask others. */
  async askAboutRequest(exchange: Exchange, request: DecodedRequest): Promise<DecodedRequest> {
    if (request.form === undefined) checkDepth(request.text());
    const slots = this.#texts.requestTexts(request.body);
    const checked = await checkRemotely(this.#rules.input, slots, "input", this.#calls);
    return this.#changed(exchange, request, slots, checked);
  }

  /**
   * What the frames of a stream go through; undefined where nothing is looked at. `translated`: they were written by us,
   * so nobody's signature stands for their texts.
   */
  openStream(translated: boolean): OutputFilter | undefined {
    const { local, remote } = this.#rules.output;
    if (local.length + remote.length === 0 && !this.#vault.holdsAny) return undefined;
    const texts = this.#texts.openStream?.({ translated });
    if (texts === undefined) return undefined;
    if (remote.length === 0) return openStreamFilter(texts, ({ path }) => this.#openLocal(path));
    return openAsyncStreamFilter(texts, ({ path }) => this.#openAsking(path));
  }

  /** A whole answer (latin1) as guardrails let it pass; throws as {@link checkRequest}. */
  async checkAnswer(text: string, contentType: string): Promise<string> {
    const { output } = this.#rules;
    if (output.local.length + output.remote.length === 0 && !this.#vault.holdsAny) return text;
    const body = parsed(text);
    const raw = body === undefined ? this.#texts.rawTexts?.(contentType, textOfLatin1(text)) : undefined;
    const slots = body === undefined ? (raw?.slots ?? []) : this.#texts.answerTexts(body);
    if (!(await this.#pass(slots, output))) return text;
    return latin1OfText(raw === undefined ? JSON.stringify(body) : raw.write());
  }

  /** Writes into slots what may pass; true when that is something else. */
  async #pass(slots: readonly TextSlot[], output: RuleSet): Promise<boolean> {
    const local = this.#taken(checkTexts(output, slots, this.#place("output")));
    const seen = slots.map((slot, index) => ({ ...slotFacts(slot), text: local[index] ?? "" }));
    const passed =
      output.remote.length === 0 ? local : this.#taken(await checkRemotely(output, seen, "output", this.#calls));
    let changed = false;
    for (const [index, slot] of slots.entries()) {
      const text = this.#restored(passed[index] ?? "");
      if (text === slot.text || slot.readonly === true) continue;
      slot.replace(text);
      changed = true;
    }
    return changed;
  }

  #restored(text: string): string {
    if (!this.#vault.holdsAny) return text;
    const window = restoreWindow(this.#vault);
    return window.push(text) + window.end();
  }

  #openLocal(path: string): TextWindow {
    const place = { ...this.#place("output"), role: MODEL, path } as const;
    const windows = [openWindow(this.#rules.output.local, place)];
    if (this.#vault.holdsAny) windows.push(restoreWindow(this.#vault));
    return pipeWindows(windows);
  }

  #openAsking(path: string): AsyncTextWindow {
    const { local, remote } = this.#rules.output;
    const place = { ...this.#place("output"), role: MODEL, path } as const;
    const near = openWindow(local, place);
    const far = openRemoteWindow(remote, place, this.#calls);
    const restore = restoreWindow(this.#vault);
    return {
      push: async (text) => restore.push(await far.push(near.push(text))),
      end: async () => restore.push((await far.push(near.end())) + (await far.end())) + restore.end(),
    };
  }

  #place(where: "input" | "output") {
    return { where, vault: this.#vault, report: (found: Violation): void => this.#note(found) };
  }

  #note(found: Violation): void {
    const key = `${found.guardrail}\0${found.type}\0${found.where}\0${found.path}`;
    const known = this.#violations.get(key);
    if (known === undefined && this.#violations.size >= MAX_VIOLATIONS) return;
    this.#violations.set(key, known === undefined ? found : { ...known, count: known.count + found.count });
  }

  /** The texts that may pass; throws what refuses them. */
  #taken({ texts, violations, verdict }: CheckedTexts): readonly string[] {
    for (const found of violations) this.#note(found);
    if (verdict === "pass") return texts;
    throw "block" in verdict ? verdict.block : verdict.softBlock;
  }

  /** A request with other texts: its body is read anew, as the caller's own is a part of the cache's key. */
  #changed(
    exchange: Exchange,
    request: DecodedRequest,
    slots: readonly TextSlot[],
    checked: CheckedTexts,
  ): DecodedRequest {
    const texts = this.#taken(checked);
    if (texts.every((text, index) => text === slots[index]?.text)) return request;
    const body = request.form === undefined ? (JSON.parse(request.json) as JsonObject) : { ...request.body };
    for (const [index, slot] of this.#texts.requestTexts(body).entries()) {
      const text = texts[index];
      if (text !== undefined && text !== slot.text && slot.readonly !== true) slot.replace(text);
    }
    return withBody(exchange, request, body, request.form && formOfBody(request.form, body));
  }
}

function slotFacts({ role, path, readonly }: TextSlot): Pick<TextSlot, "role" | "path" | "readonly"> {
  return readonly === true ? { role, path, readonly } : { role, path };
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(textOfLatin1(text));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

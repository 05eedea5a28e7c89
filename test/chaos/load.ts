import { setTimeout as sleep } from "node:timers/promises";
import { nanosOf } from "./ledger.ts";

/** One answer that the client holds whole. */
export interface Received {
  readonly costNanos: number;
}

export interface LoadOptions {
  /** Undefined while nothing is running. */
  readonly url: () => string | undefined;
  readonly apiKey: string;
  readonly random: () => number;
  /** Starts every request id of this load. */
  readonly prefix: string;
}

const REQUEST_PATIENCE_MS = 20_000;
const PAUSE_MS = 15;

type Call = (random: () => number) => { path: string; body: Record<string, unknown> };

const WORDS = "one two three four five six seven eight nine ten eleven twelve";
const messages = [{ role: "user", content: WORDS }];

/** Streams and not, in both wires, in process and over the network, translated and relayed. */
const CALLS: readonly Call[] = [
  () => ({ path: "/v1/chat/completions", body: { model: "mock/priced", messages } }),
  (random) => ({
    path: "/v1/chat/completions",
    body: { model: "mock/priced", messages, stream: true, mock: { chunk_delay_ms: Math.ceil(random() * 8) } },
  }),
  (random) => ({
    path: "/v1/messages",
    body: {
      model: "mock/priced",
      messages,
      max_tokens: 99,
      stream: true,
      mock: { latency_ms: Math.ceil(random() * 40) },
    },
  }),
  () => ({ path: "/v1/chat/completions", body: { model: "openai/gpt-4o-mini", messages } }),
  () => ({ path: "/v1/chat/completions", body: { model: "openai/gpt-4o-mini", messages, stream: true } }),
  () => ({ path: "/v1/chat/completions", body: { model: "anthropic/claude-haiku-4-5", messages, stream: true } }),
  () => ({
    path: "/v1/messages",
    body: { model: "anthropic/claude-haiku-4-5", messages, max_tokens: 99, stream: true },
  }),
];

/** Clients that call without end and note what they hold: the witness of what the gateway may not forget. */
export class Load {
  readonly sent = new Set<string>();
  readonly received = new Map<string, Received>();
  /** Answers under status 200 that ended in order and yet were not whole. */
  readonly falselyComplete: string[] = [];
  /** The first few answers under another status than 200. */
  readonly refusals: string[] = [];
  readonly statuses = new Map<number, number>();
  hung = 0;
  readonly #options: LoadOptions;
  #workers: Promise<void>[] = [];
  #running = true;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  start(workers: number): void {
    this.#workers = Array.from({ length: workers }, (_, i) => this.#work(i));
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#workers);
  }

  async #work(worker: number): Promise<void> {
    const { url, random, prefix } = this.#options;
    for (let i = 0; this.#running; i += 1) {
      const origin = url();
      const call = CALLS[Math.floor(random() * CALLS.length)];
      if (origin !== undefined && call !== undefined) await this.#send(origin, `${prefix}-${worker}-${i}`, call);
      await sleep(PAUSE_MS * random() * 2);
    }
  }

  async #send(origin: string, id: string, call: Call): Promise<void> {
    const { apiKey, random } = this.#options;
    const { path, body } = call(random);
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json", "x-request-id": id };
    const hangUp = new AbortController();
    // Some callers leave early: their requests are logged too, and billed by estimate.
    if (random() < 0.05) setTimeout(() => hangUp.abort(), random() * 30);
    const patience = setTimeout(() => {
      this.hung += 1;
      hangUp.abort();
    }, REQUEST_PATIENCE_MS);
    this.sent.add(id);
    let text = "";
    try {
      const signal = hangUp.signal;
      const response = await fetch(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body), signal });
      this.statuses.set(response.status, (this.statuses.get(response.status) ?? 0) + 1);
      if (response.status !== 200 || response.body === null) {
        if (this.refusals.length < 10) this.refusals.push(`${response.status} ${await response.text()}`);
        return;
      }
      const decoder = new TextDecoder();
      for await (const chunk of response.body) {
        text += decoder.decode(chunk, { stream: true });
        this.#note(id, text, body["stream"] === true);
      }
      if (!this.received.has(id)) this.falselyComplete.push(`${id}: ${text.slice(-200)}`);
    } catch {
      // Killed, refused or hung up on: whatever was noted before counts.
    } finally {
      clearTimeout(patience);
    }
  }

  #note(id: string, text: string, stream: boolean): void {
    if (this.received.has(id)) return;
    const costUsd = stream ? costInStream(text) : costInBody(text);
    if (costUsd !== undefined) this.received.set(id, { costNanos: nanosOf(costUsd) });
  }
}

/** Undefined until the stream's terminal event is there. */
function costInStream(text: string): number | undefined {
  if (!text.includes("data: [DONE]\n\n") && !/"type":\s*"message_stop".*\n\n/.test(text)) return undefined;
  const told = /"x-llm-gateway":(\{[^}]*\})/.exec(text)?.[1];
  return costIn(told);
}

/** Undefined until the body is whole. */
function costInBody(text: string): number | undefined {
  if (!text.endsWith("}")) return undefined;
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    return costIn(JSON.stringify(body["x-llm-gateway"]));
  } catch {
    return undefined;
  }
}

function costIn(json: string | undefined): number | undefined {
  if (json === undefined) return undefined;
  const { cost_usd: cost } = JSON.parse(json) as { cost_usd?: unknown };
  return typeof cost === "number" ? cost : undefined;
}

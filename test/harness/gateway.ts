import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Child, Exit } from "./child.ts";
import { freePort, spawnProduct } from "./child.ts";

/** The key that every test gateway is born with. */
export const API_KEY = "llm_gw_dev_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd";
export const ADMIN = { email: "owner@example.test", password: "correct-horse-battery-staple-42" };
export const OPENAI_UPSTREAM_KEY = "sk-upstream-openai-0001";
export const ANTHROPIC_UPSTREAM_KEY = "sk-ant-upstream-0001";

export interface GatewayOptions {
  /** Added last: overrides what the harness sets; an empty string unsets a name. */
  env?: Record<string, string>;
  /** Where the openai and anthropic providers point; without it they have no credentials. */
  upstream?: { readonly url: string };
  /** Kept on stop when given; otherwise a fresh temporary folder, removed on stop. */
  dataDir?: string;
  args?: string[];
  /** The product's entry file, from the repository's root; GATEWAY_ENTRY names another one, such as a bundle. */
  entry?: string;
  readyTimeoutMs?: number;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** Parsed JSON, or the text when it is no JSON. */
  body: unknown;
}

export interface Gateway {
  readonly url: string;
  readonly port: number;
  readonly apiKey: string;
  readonly dataDir: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  output(): string;
  /** A session token of the owner account. */
  login(): Promise<string>;
  /** One management call under /api/v1 with the owner's session. */
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The entries of GET /api/v1/logs. */
  logs(query?: Record<string, string>): Promise<Array<Record<string, unknown>>>;
  /** GET /v1/receipts/:id with the API key. */
  receipt(requestId: string): Promise<ApiAnswer>;
  kill(signal: NodeJS.Signals): Promise<Exit>;
  /** SIGTERM, then SIGKILL; removes the temporary data folder. */
  stop(): Promise<Exit>;
}

/** Starts the product as its users do, on a free loopback port, and waits until it is ready. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const port = await freePort();
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "llm-gateway-test-")));
  const env = { ...baseEnv(port, dataDir, options.upstream), ...options.env };
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const child = spawnProduct(options.entry ?? process.env["GATEWAY_ENTRY"] ?? "src/main.ts", options.args ?? [], set);
  const url = `http://127.0.0.1:${port}`;
  const dispose = async (): Promise<Exit> => {
    const exit = await child.stop();
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    return exit;
  };
  try {
    await ready(child, url, options.readyTimeoutMs ?? 90_000);
  } catch (error) {
    await dispose();
    throw error;
  }
  const apiKey = set["BOOTSTRAP_API_KEY"] ?? API_KEY;
  return { ...handle(child, url, apiKey), port, dataDir, apiKey, stop: dispose };
}

function baseEnv(port: number, dataDir: string, upstream?: { readonly url: string }): Record<string, string> {
  const own = {
    PORT: String(port),
    HOST: "127.0.0.1",
    DATA_DIR: dataDir,
    BOOTSTRAP_API_KEY: API_KEY,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    LOG_LEVEL: "warn",
  };
  if (upstream === undefined) return own;
  return {
    ...own,
    LLM_OPENAI_API_KEY: OPENAI_UPSTREAM_KEY,
    LLM_OPENAI_BASE_URL: `${upstream.url}/v1`,
    LLM_ANTHROPIC_API_KEY: ANTHROPIC_UPSTREAM_KEY,
    LLM_ANTHROPIC_BASE_URL: `${upstream.url}/v1`,
  };
}

async function ready(child: Child, url: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last = "no answer";
  while (child.exit === undefined && Date.now() < deadline) {
    try {
      const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
      last = `${response.status} ${await response.text()}`;
      if (response.ok) return;
    } catch (error) {
      last = String(error);
    }
    await Promise.race([sleep(50), child.exited]);
  }
  const state = child.exit ? `it ended with ${JSON.stringify(child.exit)}` : `not ready in ${timeoutMs} ms`;
  throw new Error(`The gateway did not start: ${state}; /readyz: ${last}\n${child.output().slice(-6000)}`);
}

type Handle = Omit<Gateway, "port" | "dataDir" | "apiKey" | "stop">;

function handle(child: Child, url: string, apiKey: string): Handle {
  let session: Promise<string> | undefined;
  const login = (): Promise<string> => logIn(url);
  const api = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    session ??= login();
    return call(`${url}/api/v1${path}`, method, await session, body);
  };
  return {
    url,
    pid: child.pid,
    exited: child.exited,
    output: child.output,
    kill: child.kill,
    login,
    api,
    async logs(query = {}) {
      const { status, body } = await api("GET", `/logs?${new URLSearchParams(query).toString()}`);
      if (status !== 200) throw new Error(`logs answered ${status}: ${JSON.stringify(body)}`);
      return (body as { logs: Array<Record<string, unknown>> }).logs;
    },
    receipt: (requestId) => call(`${url}/v1/receipts/${requestId}`, "GET", apiKey),
  };
}

async function logIn(url: string): Promise<string> {
  const { status, body } = await call(`${url}/api/v1/auth/login`, "POST", undefined, ADMIN);
  const token = typeof body === "object" && body !== null && "token" in body ? body.token : undefined;
  if (status !== 200 || typeof token !== "string") throw new Error(`login answered ${status}: ${JSON.stringify(body)}`);
  return token;
}

async function call(url: string, method: string, bearer?: string, body?: unknown): Promise<ApiAnswer> {
  const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

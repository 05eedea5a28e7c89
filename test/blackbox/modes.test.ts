import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Gateway, OPENAI_UPSTREAM_KEY, startGateway } from "../harness/gateway.ts";
import { answer, type Behaviour, rateLimited, serverError, startUpstream, unauthorized } from "../upstream/index.ts";
import { call } from "./expect-error.ts";
import { type ReceiptBody, receiptBody } from "./fault-cases.ts";

const OWN_KEY = "sk-own-key-of-the-organization";
const upstream = await startUpstream();
const gateway: Gateway = await startGateway({ upstream, env: { RETRIES: "0", ALLOW_PRIVATE_URLS: "true" } });
beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

let serial = 0;
let ownKeyId: string | undefined;

async function setMode(mode: string): Promise<void> {
  const listed = (await gateway.api("GET", "/projects")).body as { projects: { id: string }[] };
  const patched = await gateway.api("PATCH", `/projects/${listed.projects[0]?.id}`, { mode });
  expect(patched.status).toBe(200);
}

/** Gives the organization its own key, or takes it away. */
async function setOwnKey(there: boolean): Promise<void> {
  if (there === (ownKeyId !== undefined)) return;
  if (ownKeyId !== undefined) {
    const gone = await gateway.api("DELETE", `/provider-keys/${ownKeyId}`);
    expect(gone.status).toBeLessThan(300);
    ownKeyId = undefined;
    return;
  }
  const made = await gateway.api("POST", "/provider-keys", {
    provider: "openai",
    name: "ours",
    credential: { apiKey: OWN_KEY },
    baseUrl: `${upstream.url}/v1`,
  });
  expect([made.status, made.body]).toEqual([201, expect.anything()]);
  expect(JSON.stringify(made.body)).not.toContain(OWN_KEY);
  ownKeyId = (made.body as { providerKey: { id: string } }).providerKey.id;
}

interface Served {
  readonly status: number;
  readonly text: string;
  /** The keys with which the provider was called. */
  readonly keys: string[];
  readonly receipt: ReceiptBody & { readonly cost: { readonly paid_by: string; readonly platform_fee_usd: number } };
}

/** The key that a request came with. */
function keyOf({ rawHeaders }: (typeof upstream.requests)[number]): string {
  const [, value] = rawHeaders.find(([name]) => name.toLowerCase() === "authorization") ?? [];
  return value?.replace("Bearer ", "") ?? "";
}

async function ask(stream: boolean): Promise<Served> {
  serial += 1;
  const id = `mode-${process.pid}-${serial}`;
  const body = { model: "openai/gpt-4o-mini", stream, messages: [{ role: "user", content: "Hi" }] };
  const { status, text } = await call(gateway, "/v1/chat/completions", body, { "x-request-id": id });
  const keys = upstream.requests.map(keyOf);
  return { status, text, keys, receipt: (await receiptBody(gateway, id)) as Served["receipt"] };
}

/** Until every data plane knows: one second at most. */
async function eventually(check: () => Promise<void>): Promise<void> {
  await expect
    .poll(
      async () => {
        upstream.reset();
        try {
          await check();
          return "as expected";
        } catch (error) {
          return String(error);
        }
      },
      { timeout: 3_000, interval: 100 },
    )
    .toBe("as expected");
}

/** The own key fails so; the platform's does well. */
function ownFails(fault: Behaviour): Behaviour {
  return (exchange) => {
    const own = keyOf(exchange.request) === OWN_KEY;
    return (own ? fault : answer())(exchange);
  };
}

const FAULTS: readonly (readonly [string, () => Behaviour])[] = [
  ["401", unauthorized],
  ["429", () => rateLimited()],
  ["500", serverError],
];

describe.each([true, false])("streamed: %s", (stream) => {
  it("hybrid: the own key serves, and no fee is taken", async () => {
    await setMode("hybrid");
    await setOwnKey(true);
    await eventually(async () => {
      const { status, keys, receipt } = await ask(stream);
      expect([status, keys]).toEqual([200, [OWN_KEY]]);
      expect(receipt.cost).toMatchObject({ paid_by: "own-key", platform_fee_usd: 0 });
      expect(receipt.cost.total_usd).toBeGreaterThan(0);
    });
  });

  it.each(FAULTS)("hybrid: the own key answers %s, the platform's serves, with its fee", async (_name, fault) => {
    await setMode("hybrid");
    await setOwnKey(true);
    await eventually(async () => {
      upstream.respond(ownFails(fault()));
      const { status, keys, receipt } = await ask(stream);
      expect([status, keys]).toEqual([200, [OWN_KEY, OPENAI_UPSTREAM_KEY]]);
      expect(receipt.cost.paid_by).toBe("credits");
      expect(receipt.cost.platform_fee_usd).toBeGreaterThan(0);
      expect(receipt.fallback.attempts).toHaveLength(2);
    });
  });

  it("hybrid: without an own key the platform's serves", async () => {
    await setMode("hybrid");
    await setOwnKey(false);
    await eventually(async () => {
      const { status, keys, receipt } = await ask(stream);
      expect([status, keys, receipt.cost.paid_by]).toEqual([200, [OPENAI_UPSTREAM_KEY], "credits"]);
    });
  });

  it("api-keys: never calls with the platform's, whether the own key fails or is missing", async () => {
    await setMode("api-keys");
    await setOwnKey(true);
    await eventually(async () => {
      upstream.respond(ownFails(serverError()));
      const { status, keys } = await ask(stream);
      expect([status, keys]).toEqual([502, [OWN_KEY]]);
    });
    await setOwnKey(false);
    await eventually(async () => {
      const { status, text, keys } = await ask(stream);
      expect([status, keys]).toEqual([400, []]);
      expect(text).toContain("provider_key_missing");
    });
  });

  it("credits: never calls with the own key", async () => {
    await setMode("credits");
    await setOwnKey(true);
    await eventually(async () => {
      const { status, keys, receipt } = await ask(stream);
      expect([status, keys, receipt.cost.paid_by]).toEqual([200, [OPENAI_UPSTREAM_KEY], "credits"]);
    });
  });
});

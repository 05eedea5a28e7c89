import { existsSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { API_KEY, startGateway } from "./gateway.ts";

const entry = "test/harness/fake-product.ts";
process.env["OPENAI_API_KEY"] = "developer-secret";
const env = { EXTRA: "1", LOG_LEVEL: "" };
const gateway = await startGateway({ entry, upstream: { url: "http://127.0.0.1:9" }, env });
afterAll(async () => {
  await gateway.stop();
  delete process.env["OPENAI_API_KEY"];
});

describe("startGateway", () => {
  it("waits until ready and gives a clean environment", async () => {
    const seen = (await (await fetch(`${gateway.url}/env`)).json()) as Record<string, string>;
    expect(seen).toMatchObject({
      PORT: String(gateway.port),
      HOST: "127.0.0.1",
      DATA_DIR: gateway.dataDir,
      BOOTSTRAP_API_KEY: API_KEY,
      LLM_OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
      LLM_ANTHROPIC_BASE_URL: "http://127.0.0.1:9/v1",
      EXTRA: "1",
    });
    expect(Object.keys(seen)).not.toContain("LOG_LEVEL");
    expect(Object.keys(seen)).not.toContain("OPENAI_API_KEY");
  });

  it("logs in once for management calls", async () => {
    expect(await gateway.login()).toBe("session-1");
    expect(await gateway.logs({ model: "m" })).toEqual([{ id: "log_1", model: "m" }]);
    const receipt = await gateway.receipt("req_1");
    const body = { pathname: "/v1/receipts/req_1", bearer: `Bearer ${API_KEY}` };
    expect(receipt).toMatchObject({ status: 404, body });
  });

  it("shows the output of a product that does not start", async () => {
    const failing = startGateway({ entry, env: { FAKE_CRASH: "1" } });
    await expect(failing).rejects.toThrow(/ended with \{"code":3[\s\S]*cannot open the database/);
  });

  it("gives up after the timeout", async () => {
    await expect(startGateway({ entry, readyTimeoutMs: 1 })).rejects.toThrow("not ready in 1 ms");
  });

  it("stops, and removes only its own data folder", async () => {
    const own = await startGateway({ entry });
    expect(existsSync(own.dataDir)).toBe(true);
    expect(await own.stop()).toEqual({ code: null, signal: "SIGTERM" });
    expect(existsSync(own.dataDir)).toBe(false);
    const second = await startGateway({ entry, dataDir: gateway.dataDir });
    expect(await second.kill("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
    await second.stop();
    expect(existsSync(gateway.dataDir)).toBe(true);
  });
});

import { afterAll, describe, expect, it } from "vitest";
import { newProject, type ProjectHandle, serveAndWait, serveConfig } from "../harness/configs.ts";
import { startGateway } from "../harness/gateway.ts";
import { call } from "./expect-error.ts";
import { jsonEvents } from "./read-stream.ts";

/** 10,000 for the bar; fewer in every run. */
const REQUESTS = Number(process.env["SERVING_REQUESTS"] ?? 1_500);
const VERSIONS = Number(process.env["SERVING_VERSIONS"] ?? 25);
const LANES = 16;
const LONG_MS = 300_000;

const gateway = await startGateway();
afterAll(() => gateway.stop());

const chat = ({ key }: ProjectHandle, more: object) => {
  const body = { model: "loaded/r", messages: [{ role: "user", content: "hello" }], ...more };
  return call(gateway, "/v1/chat/completions", body, { authorization: `Bearer ${key}` });
};

describe("new versions under load", () => {
  it(
    `${REQUESTS} requests while ${VERSIONS} versions are served: none fails, each is answered by one version`,
    async () => {
      const loaded = await newProject(gateway, "Loaded");
      const of = (n: number) => `chat_models: [{model_id: m, model: mock/v${n}}]\nroutes: {r: {chat_models: [m]}}`;
      await serveAndWait(gateway, loaded, of(1), "r");
      let sent = 0;
      const seen = new Set<string>();
      const wrong: string[] = [];
      let allServed = false;
      const lane = async (): Promise<void> => {
        // A slow machine serves versions more slowly than it answers: requests go on until the last one is served.
        while (sent < REQUESTS || !allServed) {
          sent += 1;
          const stream = sent % 2 === 0;
          // Slow enough that versions change within the answers of streams.
          const mock = stream ? { chunk_delay_ms: 5, reply: "one two three four five six" } : {};
          const { status, text } = await chat(loaded, { stream, mock });
          const events = stream ? jsonEvents(text) : [JSON.parse(text) as Record<string, unknown>];
          const models = new Set(events.flatMap(({ model }) => (typeof model === "string" ? [model] : [])));
          const whole = !stream || text.trimEnd().endsWith("data: [DONE]");
          if (status !== 200 || models.size !== 1 || !whole)
            wrong.push(`${status} ${[...models].join(" ")} ${text.slice(-200)}`);
          for (const model of models) seen.add(model);
        }
      };
      const serving = async (): Promise<void> => {
        for (let n = 2; n <= VERSIONS; n += 1) {
          await serveConfig(gateway, loaded, of(n));
          // Spread over the requests.
          while (sent < (REQUESTS * (n - 1)) / VERSIONS) await new Promise((resolve) => setTimeout(resolve, 5));
        }
      };
      await Promise.all([
        serving().finally(() => {
          allServed = true;
        }),
        ...Array.from({ length: LANES }, lane),
      ]);
      expect(wrong).toEqual([]);
      // The data plane looks twice a second: of versions that follow each other faster, some are never met.
      expect(seen.size).toBeGreaterThan(3);
    },
    LONG_MS,
  );
});

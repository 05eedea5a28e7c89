import { describe, expect, it } from "vitest";
import type { Catalog } from "../catalog/types.ts";
import { testWiring } from "../gateway/testing/wiring.ts";
import { Secret } from "../secrets/secret.ts";
import type { Connection } from "../store/connections.ts";
import { silent } from "../store/sql/testing/engines.ts";
import { cheapModels } from "./cheap-models.ts";
import { ownConnections } from "./own-connections.ts";

function connection(over: Partial<Connection> = {}): Connection {
  return {
    id: "pk_1",
    organizationId: "org_1",
    projectId: null,
    providerId: "openai",
    custom: null,
    fields: { apiKey: new Secret("sk-1") },
    baseUrl: null,
    priority: 1,
    weight: 1,
    rateLimits: null,
    ...over,
  };
}

describe("ownConnections", () => {
  it("counts what is asked with a connection that has limits, for its organization", () => {
    const [one] = ownConnections([connection({ rateLimits: { rpm: 60, parallel: 2 } })], testWiring(), silent);
    expect(one?.credential.caps).toMatchObject({
      tenant: "org_1",
      rules: [
        { counter: "provider:pk_1:rpm", limit: 60 },
        { counter: "provider:pk_1:parallel", limit: 2 },
      ],
    });
  });

  it("makes headers of secrets, and addresses of base URLs", () => {
    const [one] = ownConnections([connection({ baseUrl: "https://proxy.example.com/v1" })], testWiring(), silent);
    expect(one).toMatchObject({ organizationId: "org_1", projectId: null, priority: 1 });
    expect(one?.credential).toMatchObject({ id: "pk_1", paidBy: "own-key", origin: "https://proxy.example.com" });
    expect(one?.credential.headers).toContain("Bearer sk-1");
  });

  it("calls a custom provider by its name, in its wire", () => {
    const custom = { name: "mine", wire: "anthropic" as const };
    const made = connection({ providerId: "custom", custom, baseUrl: "https://llm.example.com/v1" });
    const [one] = ownConnections([made], testWiring(), silent);
    expect(one?.provider.id).toBe("mine");
    expect(one?.provider.speaks[0]).toMatchObject({ dialect: "anthropic-messages", path: "/messages" });
    expect(one?.credential.headers).toEqual(expect.arrayContaining(["x-api-key", "sk-1", "anthropic-version"]));
  });

  it("leaves out what cannot be used, says so without secrets, and keeps the rest", () => {
    const lines: object[] = [];
    const log = { ...silent, warn: (fields: object) => void lines.push(fields) };
    const bad = [
      connection({ id: "pk_gone", providerId: "gone" }),
      connection({ id: "pk_mock", providerId: "mock" }),
      connection({ id: "pk_url", baseUrl: "not a url" }),
      connection({ id: "pk_field", providerId: "azure", fields: { apiKey: new Secret("sk-2") } }),
    ];
    const made = ownConnections([...bad, connection()], testWiring(), log);
    expect(made.map((one) => one.credential.id)).toEqual(["pk_1"]);
    expect(JSON.stringify(lines)).not.toContain("sk-");
    expect(lines).toEqual([{ connection: "pk_url" }, { connection: "pk_field" }]);
  });
});

describe("cheapModels", () => {
  it("gives a provider's conversation models, cheapest first and those without a price last", () => {
    const prices = (inputPico: number) => [{ from: "2026-01-01", inputPico, outputPico: 1 }];
    const model = (id: string, over: object, provider = "p", price = prices(1)) => ({
      id,
      name: id,
      operation: "chat",
      input: ["text"],
      output: ["text"],
      capabilities: [],
      offerings: [{ provider, nativeId: `native-${id}`, prices: price }],
      ...over,
    });
    const catalog = {
      version: "1",
      models: [
        model("dear", {}, "p", prices(9)),
        model("unknown", {}, "p", []),
        model("cheap", {}, "p", prices(2)),
        model("old", { deprecatedOn: "2026-01-01" }),
        model("vectors", { operation: "embed" }),
        model("elsewhere", {}, "q"),
      ],
    } as unknown as Catalog;
    expect(cheapModels(catalog, "p")).toEqual(["native-cheap", "native-dear", "native-unknown"]);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { price, testModel } from "../../gateway/routing/testing/decide-for.ts";
import { useEmbedded } from "../../store/sql/testing/engines.ts";
import { type Harness, makeHarness } from "../testing/harness.ts";
import type { ModelView } from "./schema.ts";
import type { CatalogState } from "./service.ts";

const STATE: CatalogState = {
  catalog: {
    version: "test.1",
    models: [
      testModel(
        "shared",
        [
          { provider: "openai", nativeId: "shared", prices: price(150_000, 600_000) },
          { provider: "groq", nativeId: "shared-1", prices: [], without: ["tools"] },
        ],
        { capabilities: ["tools"] },
      ),
      testModel("free", [
        {
          provider: "mock",
          nativeId: "free",
          prices: [{ from: "1970-01-01", inputPico: 0, outputPico: 0, imageNanos: 40_000_000 }],
        },
      ]),
    ],
  },
  platform: new Map([
    ["openai", "credits"],
    ["mock", "none"],
  ]),
};

describe("GET /models", () => {
  const engine = useEmbedded();
  let api: Harness;
  let owner = "";
  beforeAll(async () => {
    api = await makeHarness(engine, { readCatalog: () => STATE });
    owner = await api.signIn();
    const { organizationId } = api.first;
    const body = { organizationId, provider: "groq", credential: { apiKey: "gsk_0123456789abcdef0123456789" } };
    expect((await api.call("/provider-keys", { token: owner, body })).status).toBe(201);
  });
  const read = async (query = "", token = owner) => {
    const { status, body } = await api.call<{ models: ModelView[]; catalogVersion: string }>(`/models${query}`, {
      token,
    });
    return { status, ...body };
  };
  const payers = (models: readonly ModelView[]) =>
    Object.fromEntries(models.flatMap(({ offerings }) => offerings.map((one) => [one.model, one.paidBy])));
  const inMode = async (mode: string) => {
    const path = `/projects/${api.first.projectId}`;
    expect((await api.call(path, { method: "PATCH", token: owner, body: { mode } })).status).toBe(200);
    return payers((await read(`?projectId=${api.first.projectId}`)).models);
  };

  it("200: tells prices a million tokens, what is unknown as null, and whose key is used", async () => {
    const { status, models, catalogVersion } = await read("", (await api.member("viewer")).token);
    expect([status, catalogVersion, models.length]).toEqual([200, "test.1", 2]);
    const [shared, free] = models;
    expect(shared?.offerings[0]?.pricing).toMatchObject({ inputUsdPerMillion: 0.15, outputUsdPerMillion: 0.6 });
    expect(shared?.offerings[1]?.pricing).toBeNull();
    expect(shared?.offerings[1]?.capabilities).not.toContain("tools");
    expect(free?.offerings[0]?.pricing?.units).toEqual([{ unit: "image", usd: 0.04 }]);
    expect(payers(models)).toEqual({ "openai/shared": "credits", "groq/shared": "own-key", "mock/free": "none" });
  });

  it.each([
    ["credits", { "openai/shared": "credits", "groq/shared": null, "mock/free": "none" }],
    ["api-keys", { "openai/shared": null, "groq/shared": "own-key", "mock/free": "none" }],
    ["hybrid", { "openai/shared": "credits", "groq/shared": "own-key", "mock/free": "none" }],
  ])("tells what a project in the mode %s may use", async (mode, expected) => {
    expect(await inMode(mode)).toEqual(expected);
  });

  it("401 without a session, 404 for others' organizations and projects", async () => {
    expect((await api.call("/models")).status).toBe(401);
    const other = await api.otherTenant();
    expect((await read(`?organizationId=${api.first.organizationId}`, other.token)).status).toBe(404);
    expect((await read(`?projectId=${api.first.projectId}`, other.token)).status).toBe(404);
    expect(payers((await read("", other.token)).models)["groq/shared"]).toBeNull();
  });
});

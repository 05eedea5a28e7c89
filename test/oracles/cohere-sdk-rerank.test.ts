import { CohereClientV2 } from "cohere-ai";
import { afterAll, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import { startUpstream } from "../upstream/index.ts";
import { answerJson } from "../upstream/media.ts";

const upstream = await startUpstream();
const gateway = await startGateway({
  upstream,
  env: { LLM_COHERE_API_KEY: "c-1", LLM_COHERE_BASE_URL: upstream.url },
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

it("the Cohere SDK's rerankings are its own, at the gateway's address", async () => {
  upstream.respond(
    answerJson({
      id: "r1",
      results: [
        { index: 1, relevance_score: 0.9 },
        { index: 0, relevance_score: 0.1 },
      ],
      meta: { api_version: { version: "2" }, billed_units: { search_units: 2 } },
    }),
  );
  // The SDK asks at `/v2/rerank`; the gateway's own path is `/v1/rerank`.
  const fetchAtGateway: typeof fetch = (url, init) => {
    if (typeof url !== "string") throw new TypeError("the SDK asks by address");
    return fetch(url.replace("/v2/", "/v1/"), init);
  };
  const client = new CohereClientV2({ token: gateway.apiKey, environment: gateway.url, fetch: fetchAtGateway });
  const answer = await client.rerank({
    model: "cohere/rerank-v3.5",
    query: "capital",
    documents: ["Carson City", "Washington"],
    topN: 2,
  });
  expect(answer.results).toEqual([
    { index: 1, relevanceScore: 0.9 },
    { index: 0, relevanceScore: 0.1 },
  ]);
  expect(answer.meta?.billedUnits?.searchUnits).toBe(2);
  expect(upstream.requests[0]?.path).toBe("/v2/rerank");
  expect(upstream.requests[0]?.json()).toMatchObject({
    model: "rerank-v3.5",
    documents: ["Carson City", "Washington"],
  });
});

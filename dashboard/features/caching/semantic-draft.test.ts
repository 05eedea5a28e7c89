import { expect, it } from "vitest";
import { draftOfSemantic, semanticPatch } from "./semantic-draft.ts";

const BEFORE = draftOfSemantic({
  cache_enabled: false,
  similarity_threshold: 0.95,
  ttl_seconds: 3_600,
  exclude_models: [],
  mode: "on",
  namespace: "organization",
  embedding_model: null,
});

it("sends only what was changed", () => {
  expect(semanticPatch(BEFORE, BEFORE)).toEqual({});
  expect(semanticPatch(BEFORE, { ...BEFORE, cache_enabled: true, similarity_threshold: "0.9" })).toEqual({
    cache_enabled: true,
    similarity_threshold: 0.9,
  });
  const named = { ...BEFORE, embedding_model: "mock/embedding" };
  expect(semanticPatch(BEFORE, named)).toEqual({ embedding_model: "mock/embedding" });
  expect(semanticPatch(named, BEFORE)).toEqual({ embedding_model: null });
});

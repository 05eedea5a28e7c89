import { describe, expect, it } from "vitest";
import {
  chatDialectById,
  findInboundDialect,
  operationCallerById,
  operationProviderById,
} from "../../dialects/registry.ts";
import type { Operation } from "../../providers/provider.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import { findEndpoint } from "./find-endpoint.ts";

const PATHS: Readonly<Partial<Record<Operation, readonly string[]>>> = {
  embed: ["/v1/embeddings", "/v1beta/models/m:embedContent", "/v1beta/models/a%2Fm:batchEmbedContents"],
  image: ["/v1/images/generations"],
  "image-edit": ["/v1/images/edits"],
  moderate: ["/v1/moderations"],
  rerank: ["/v1/rerank"],
  speech: ["/v1/audio/speech"],
  transcribe: ["/v1/audio/transcriptions"],
};

/** What each provider would be asked in: the caller's wire where it speaks it, else its first. */
const SPOKEN = PROVIDERS.flatMap((provider) =>
  Object.entries(PATHS).flatMap(([operation, paths]) => {
    const wires = provider.speaks.filter((speech) => speech.operation === operation).map(({ dialect }) => dialect);
    return paths.flatMap((path) => {
      const own = findEndpoint(path)?.endpoint.dialect.id;
      const wire = wires.find((one) => one === own) ?? wires[0];
      return wire === undefined ? [] : [[path, provider.id, wire, operation] as const];
    });
  }),
);

describe("an endpoint reaches every provider that serves its operation", () => {
  it.each(SPOKEN)("%s at %s in %s", (path, _provider, wire, operation) => {
    const endpoint = findEndpoint(path)?.endpoint;
    expect(endpoint?.operation).toBe(operation);
    const own = endpoint?.dialect.id;
    if (own === undefined) return;
    expect(chatDialectById(own)).toBeUndefined();
    const relayed = own === wire && findInboundDialect(wire) !== undefined;
    const translated = operationCallerById(own) !== undefined && operationProviderById(wire) !== undefined;
    expect(relayed || translated).toBe(true);
  });
});

describe("Gemini's methods", () => {
  it("name the model in the path, slashes and all", () => {
    const call = findEndpoint("/v1beta/models/mock%2Fembedding:embedContent");
    expect(call?.named).toEqual({ model: "mock/embedding", stream: false });
    expect(findEndpoint("/v1/models/x:embedNothing")).toBeUndefined();
  });
});

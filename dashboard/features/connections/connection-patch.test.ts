import { expect, it } from "vitest";
import type { ProviderKey } from "../../../src/client/api.ts";
import { connectionPatch, draftOfConnection } from "./connection-patch.ts";
import type { FormField } from "./credential-fields.ts";

const FIELDS = [{ name: "apiKey", secret: true }] as unknown as readonly FormField[];
const CONNECTION = {
  name: "Main",
  baseUrl: null,
  projectId: "proj_1",
  priority: 100,
  weight: 1,
  rateLimits: { rpm: 10 },
  credential: { apiKey: "••••cdef" },
} as unknown as ProviderKey;
const BEFORE = draftOfConnection(CONNECTION, FIELDS);
const patch = (change: Partial<typeof BEFORE>) => connectionPatch(CONNECTION, FIELDS, { ...BEFORE, ...change });

it("sends only what was changed, and null for what was cleared", () => {
  expect(patch({})).toEqual({});
  expect(patch({ name: " Second ", priority: "5" })).toEqual({ name: "Second", priority: 5 });
  expect(patch({ projectId: "", rpm: "", parallel: "2" })).toEqual({
    projectId: null,
    rateLimits: { rpm: null, parallel: 2 },
  });
  expect(patch({ baseUrl: "https://x.example/v1", credential: { apiKey: "sk-2" } })).toEqual({
    baseUrl: "https://x.example/v1",
    credential: { apiKey: "sk-2" },
  });
});

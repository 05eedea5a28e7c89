import { expect, it } from "vitest";
import type { CallerKey } from "../caller-key.ts";
import type { KeyChange } from "./change-feed.ts";
import { ChangeMemory } from "./change-memory.ts";

const key = { keyId: "key_1", projectId: "proj_1", organizationId: "org_1" } as CallerKey;
const change = (more: Partial<KeyChange>): KeyChange => ({
  kind: "settings",
  organizationId: "org_1",
  projectId: null,
  apiKeyId: null,
  status: null,
  ...more,
});
const NO_STATUS = { keyStatus: null, projectStatus: null };

it("tells each key what concerns it, since when it asks, and nothing of others", () => {
  const memory = new ChangeMemory();
  expect(memory.since(key, 0)).toBeNull();
  memory.note([change({ kind: "key", apiKeyId: "key_1", projectId: "proj_1", status: "inactive" })]);
  memory.note([
    change({ organizationId: "org_2" }),
    change({ kind: "project", projectId: "proj_2", status: "deleted" }),
  ]);
  memory.note([change({ kind: "project", projectId: "proj_1", status: "archived" })]);
  memory.note([change({ kind: "key", apiKeyId: "key_1", projectId: "proj_1" })]);
  memory.note([change({})]);
  memory.note([]);
  expect(memory.generation).toBe(5);
  expect(memory.since(key, 0)).toEqual({ keyStatus: "inactive", projectStatus: "archived" });
  expect(memory.since(key, 1)).toEqual({ keyStatus: null, projectStatus: "archived" });
  expect(memory.since(key, 3)).toEqual(NO_STATUS);
  expect(memory.since(key, 4)).toEqual(NO_STATUS);
  expect(memory.since(key, 5)).toBeNull();
  expect(memory.since({ ...key, keyId: "key_2", projectId: "proj_3", organizationId: "org_3" }, 0)).toBeNull();
});

it("keeps the last of several statuses", () => {
  const memory = new ChangeMemory();
  const ofKey = (status: string | null) => change({ kind: "key", apiKeyId: "key_1", projectId: "proj_1", status });
  memory.note([ofKey("inactive"), ofKey(null), ofKey("active")]);
  expect(memory.since(key, 0)).toEqual({ keyStatus: "active", projectStatus: null });
});

it("counts a key as changed when what concerned it may have been forgotten", () => {
  const memory = new ChangeMemory();
  memory.note([change({ organizationId: "org_old" })]);
  const many = Array.from({ length: 10_000 }, (_, n) => change({ organizationId: `org_many_${n}` }));
  memory.note(many);
  expect(memory.since(key, 0)).toEqual(NO_STATUS);
  expect(memory.since(key, 1)).toBeNull();
  memory.forgetAll();
  expect(memory.since(key, 2)).toEqual(NO_STATUS);
  expect(memory.since(key, memory.generation)).toBeNull();
});

import { createId, hashApiKey, mintApiKey } from "../../../ids.ts";
import type { FirstStart } from "../../bootstrap.ts";
import type { Store } from "../../sql/open-store.ts";

const DATES = { created_at: new Date(0), updated_at: new Date(0) };

/** A project without keys. */
export async function addProject({ db }: Store, { organizationId }: FirstStart): Promise<string> {
  const id = createId("proj");
  const values = { id, organization_id: organizationId, name: id, slug: id.toLowerCase(), mode: "hybrid" as const };
  const rest = { caching_enabled: false, cache_duration_seconds: 60, default_model: null, status: "active" as const };
  await db
    .insertInto("projects")
    .values({ ...values, ...rest, ...DATES })
    .execute();
  return id;
}

/** An active key without limits; returns the hash that it is looked up by. */
export async function addKey({ db }: Store, { organizationId }: FirstStart, projectId: string) {
  const key = { id: createId("key"), hash: hashApiKey(mintApiKey("production")) };
  await db
    .insertInto("api_keys")
    .values({
      ...key,
      organization_id: organizationId,
      project_id: projectId,
      description: "test",
      environment: "production",
      prefix: "llm_gw_prod_",
      last4: "abcd",
      expires_at: null,
      usage_limit_nanos: null,
      created_by: null,
      ...DATES,
    })
    .execute();
  return key;
}

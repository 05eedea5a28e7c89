import { expect, it } from "vitest";
import { createId } from "../../ids.ts";
import { bootstrap } from "../bootstrap.ts";
import { describeOnEngines, silent, testClock } from "../sql/testing/engines.ts";
import { disableSpentKeys } from "./disable-spent-keys.ts";

describeOnEngines("spent keys", (engine) => {
  it("are disabled once, and no others", async () => {
    const { db } = await engine.open();
    const clock = testClock();
    const first = await bootstrap({ db, clock, log: silent });
    if (first === null) throw new Error("the store was not empty");
    const now = new Date(clock.nowMs);
    const add = async (
      limit: number | null,
      spent: number | null,
      status: "active" | "inactive" | "deleted" = "active",
    ) => {
      const id = createId("key");
      await db
        .insertInto("api_keys")
        .values({
          id,
          organization_id: first.organizationId,
          project_id: first.projectId,
          description: `limit ${limit}`,
          environment: "production",
          hash: id,
          prefix: "llm_gw_prod_",
          last4: "abcd",
          status,
          expires_at: null,
          usage_limit_nanos: limit,
          created_by: null,
          created_at: now,
          updated_at: now,
        })
        .execute();
      if (spent !== null) {
        const counts = { requests: 1, prompt_tokens: 1, completion_tokens: 1, last_used_at: now };
        await db
          .insertInto("api_key_usage")
          .values({ api_key_id: id, spent_nanos: spent, ...counts })
          .execute();
      }
      return id;
    };
    const over = await add(10, 11);
    const exact = await add(10, 10);
    const rest = [
      await add(10, 9),
      await add(null, 99),
      await add(10, null),
      await add(10, 11, "deleted"),
      await add(10, 11, "inactive"),
    ];
    const unasked = await add(10, 11);

    expect(await disableSpentKeys(db, [])).toEqual([]);
    const disabled = await disableSpentKeys(db, [over, exact, ...rest, "key_none"]);
    expect(new Set(disabled.map((each) => each.id))).toEqual(new Set([over, exact]));
    expect(disabled[0]).toEqual({
      id: expect.any(String),
      organizationId: first.organizationId,
      description: "limit 10",
    });
    expect(await disableSpentKeys(db, [over, exact])).toEqual([]);
    const rows = await db
      .selectFrom("api_keys")
      .where("id", "in", [over, unasked])
      .select(["id", "status", "status_reason"])
      .execute();
    expect(rows.find((row) => row.id === over)).toMatchObject({ status: "inactive", status_reason: "usage_limit" });
    expect(rows.find((row) => row.id === unasked)).toMatchObject({ status: "active", status_reason: null });
  });
});

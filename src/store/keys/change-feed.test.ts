import { expect, it } from "vitest";
import { bootstrap } from "../bootstrap.ts";
import type { Store } from "../sql/open-store.ts";
import { describeOnEngines, silent, testClock } from "../sql/testing/engines.ts";
import { ChangeFeed, type KeyChange } from "./change-feed.ts";
import { addProject } from "./testing/rows.ts";

describeOnEngines("feed of changes", (engine) => {
  it("hands out each change once, also those of transactions that end late", async () => {
    const store = await engine.open();
    const first = await bootstrap({ db: store.db, clock: testClock(), log: silent });
    if (first === null) throw new Error("the store was not empty");
    const feed = new ChangeFeed(store.db);
    const take = async (): Promise<readonly KeyChange[]> => feed.accept(await feed.look());
    const projects = [await addProject(store, first), await addProject(store, first), await addProject(store, first)];
    const rename = (db: Store["db"], n: number, name: string) =>
      db
        .updateTable("projects")
        .set({ name })
        .where("id", "=", projects[n] ?? "")
        .execute();
    const ids = (changes: readonly KeyChange[]) => changes.map(({ projectId }) => projects.indexOf(projectId ?? ""));
    expect(await take()).toEqual([]);
    await rename(store.db, 0, "a");
    expect(ids(await take())).toEqual([0]);
    expect(await take()).toEqual([]);
    if (engine.kind === "embedded") return;

    const slow = await store.db.startTransaction().execute();
    await rename(slow, 1, "slow");
    await rename(store.db, 2, "quick");
    expect(ids(await take())).toEqual([2]);
    expect(ids(await take())).toEqual([]);
    await slow.commit().execute();
    expect(ids(await take())).toEqual([1]);
    expect(await take()).toEqual([]);
    const undone = await store.db.startTransaction().execute();
    await rename(undone, 1, "undone");
    await undone.rollback().execute();
    await rename(store.db, 0, "b");
    expect(ids(await take())).toEqual([0]);
    await rename(store.db, 1, "c");
    // A look that nobody accepted, because it came too late, loses nothing.
    await feed.look();
    expect(ids(await take())).toEqual([1]);
    feed.reset();
    expect(await take()).toEqual([]);
  });
});

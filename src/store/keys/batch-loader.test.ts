import { describe, expect, it } from "vitest";
import { BatchLoader } from "./batch-loader.ts";

describe("batch loader", () => {
  it("gives up in time and does not let one hanging query block the next", async () => {
    let calls = 0;
    const loader = new BatchLoader<string>({
      load: (names) => {
        calls += 1;
        return calls === 1 ? new Promise(() => undefined) : Promise.resolve(new Map(names.map((name) => [name, "v"])));
      },
      timeoutMs: 30,
      batchMax: 10,
      waitingMax: 2,
    });
    const [a, b, c] = [loader.load("a"), loader.load("b"), loader.load("c")];
    await expect(c).rejects.toThrow("too many lookups");
    await expect(a).rejects.toThrow("no answer within 30 ms");
    await expect(b).rejects.toThrow("no answer within 30 ms");
    expect(await loader.load("a")).toBe("v");
  });
});

it("shares the running query with who loads, and begins another for who reloads", async () => {
  const started: string[][] = [];
  const answers: (() => void)[] = [];
  const loader = new BatchLoader<number>({
    load: (names) => {
      started.push([...names]);
      const nth = started.length;
      return new Promise((resolve) => answers.push(() => resolve(new Map(names.map((name) => [name, nth])))));
    },
    timeoutMs: 5_000,
    batchMax: 10,
    waitingMax: 10,
  });
  const first = loader.load("a");
  await expect.poll(() => started.length).toBe(1);
  const shared = loader.load("a");
  const fresh = loader.reload("a");
  const sharedToo = loader.reload("a");
  answers[0]?.();
  expect(await Promise.all([first, shared])).toEqual([1, 1]);
  await expect.poll(() => started.length).toBe(2);
  answers[1]?.();
  expect(await Promise.all([fresh, sharedToo])).toEqual([2, 2]);
  expect(started).toEqual([["a"], ["a"]]);
});

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

import { expect, it } from "vitest";
import { BoundedMap } from "./bounded-map.ts";

it("forgets what was put in first, and nothing else", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("b", 3);
  expect([map.get("a"), map.get("b"), map.size]).toEqual([1, 3, 2]);
  map.set("c", 4);
  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([undefined, 3, 4, 2]);
});

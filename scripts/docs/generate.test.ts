import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stalePages } from "./generate.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

describe("generated pages", () => {
  it("say what the code says; otherwise run: node scripts/docs/generate.ts", () => {
    expect(stalePages()).toEqual([]);
  });
});

describe("docs/reference/lifecycle.md", () => {
  const pipeline = read("src/gateway/pipeline.ts");
  const imported = [...pipeline.matchAll(/from "\.\/stages\/([\w-]+)\.ts"/g)].map((match) => match[1] ?? "");
  const lifecycle = read("docs/reference/lifecycle.md");

  it("names the stage files that the pipeline imports, and no others", () => {
    const named = [...lifecycle.matchAll(/^\| .*`src\/gateway\/stages\/([\w-]+)\.ts`/gm)].map((match) => match[1]);
    expect(new Set(named)).toEqual(new Set(imported));
  });

  it("draws the stages in the order in which the pipeline calls them", () => {
    // Where the way of a good request is called, it is read.
    const [serve = "", answer = ""] = pipeline.split("async function answer(");
    const body = serve.slice(serve.indexOf("export async function serve")).replace("answer(exchange", answer);
    const called = [...body.matchAll(/\b(\w+)\(exchange\b/g)].map((match) => match[1] ?? "");
    const stages = called.filter((name) => imported.includes(name));
    const diagram = /```text\n([\s\S]*?)```/.exec(lifecycle)?.[1] ?? "";
    const drawn = [...diagram.matchAll(/[a-z-]+/g)].map(([word]) => word).filter((word) => stages.includes(word));
    expect([...new Set(drawn)]).toEqual(stages);
  });
});

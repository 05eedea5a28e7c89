import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderConfigError } from "./config-error.ts";
import { readProjectConfig } from "./read-config.ts";
import { mutationsOf } from "./testing/mutations.ts";

const FOLDER = new URL("examples/", import.meta.url);
const FILES = readdirSync(FOLDER).map((file) => {
  const name = file.replace(".yaml", "");
  return { name, mutations: mutationsOf(name, readFileSync(new URL(file, FOLDER), "utf8")) };
});

describe("broken files", () => {
  it("are many, of every kind", () => {
    const all = FILES.flatMap(({ mutations }) => mutations);
    expect(all.length).toBeGreaterThanOrEqual(200);
    for (const kind of ["renamed", "of another kind", "left out", "names nobody"]) {
      expect(all.filter(({ what }) => what.endsWith(kind)).length).toBeGreaterThan(20);
    }
  });

  it.each(FILES)("of $name are refused with the right line", ({ mutations }) => {
    for (const { what, yaml, line } of mutations) {
      const { config, errors } = readProjectConfig(yaml);
      expect(config, what).toBeUndefined();
      const lines = errors.map((error) => error.line);
      expect(lines, [what, ...errors.map(renderConfigError)].join("\n")).toContain(line);
    }
  });
});

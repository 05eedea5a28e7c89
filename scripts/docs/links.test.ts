import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGES = ["README.md", "AGENTS.md", "CONTRIBUTING.md", "CHANGELOG.md", ...globSync("docs/**/*.md", { cwd: ROOT })];
const LENGTH_MAX: readonly (readonly [RegExp, number])[] = [
  [/^AGENTS\.md$/, 150],
  [/^docs\/decisions\/\d/, 40],
];

/** A page without its code blocks. */
function prose(page: string): string {
  return readFileSync(join(ROOT, page), "utf8").replace(/^```[\s\S]*?^```/gm, "");
}

/** The anchors that GitHub gives a page's headings. */
function anchors(page: string): Set<string> {
  const headings = [...prose(page).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? "");
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function brokenLinks(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path);
    if (!existsSync(resolve(ROOT, target))) return true;
    return anchor !== undefined && !anchors(target).has(anchor);
  });
}

/** Paths of the repository that a page names and that are not there; those with a placeholder are left out. */
function missingPaths(page: string): string[] {
  const named = [...prose(page).matchAll(/`((?:src|scripts|test|bench|docs)\/[\w./-]*)`/g)].map(
    (match) => match[1] ?? "",
  );
  return named.filter((path) => !existsSync(join(ROOT, path)));
}

describe.each(PAGES)("%s", (page) => {
  it("links to what is there", () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it("names paths that are there", () => {
    expect(missingPaths(page)).toEqual([]);
  });

  it("is as short as it promises to be", () => {
    const lines = readFileSync(join(ROOT, page), "utf8").split("\n").length - 1;
    const limit = LENGTH_MAX.find(([pattern]) => pattern.test(page))?.[1] ?? Number.POSITIVE_INFINITY;
    expect(lines).toBeLessThanOrEqual(limit);
  });
});

import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { untilLoaded, untilStill } from "../../test/browser/in-page.ts";
import { type Demo, openDemo } from "./demo.ts";

const FOLDER = fileURLToPath(new URL("../../docs/screenshots", import.meta.url));
const FILE_BYTES_MAX = 250_000;
const ALL_BYTES_MAX = 2_000_000;
/** Charts are drawn after their figures are there. */
const DRAWN_MS = 800;

const DESK = { name: "1440 px, light", width: 1440, height: 900, colorScheme: "light" } as const;
const DARK = { ...DESK, colorScheme: "dark" } as const;
const PHONE = { ...DESK, width: 390, height: 844 } as const;

interface Shot {
  readonly file: string;
  readonly look: { readonly width: number; readonly height: number; readonly colorScheme: "light" | "dark" };
  path(demo: Demo): string;
  /** What is done on the page before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** The pictures of `docs/guide/dashboard.md`. */
const SHOTS: readonly Shot[] = [
  { file: "overview", look: DESK, path: () => "/overview?range=1h" },
  { file: "analytics-dark", look: DARK, path: () => "/analytics?range=1h" },
  { file: "request", look: DESK, path: ({ toldRequestId }) => `/logs/${toldRequestId}` },
  { file: "configuration", look: DESK, path: ({ configPath }) => configPath },
  { file: "playground-dark", look: DARK, path: () => PLAYGROUND, prepare: compare },
  { file: "routing", look: DESK, path: () => "/routing" },
  { file: "limits", look: DESK, path: () => "/limits" },
  { file: "guardrails", look: DESK, path: () => "/guardrails", prepare: tryGuardrails },
  { file: "overview-phone", look: PHONE, path: () => "/overview?range=1h" },
  { file: "limits-phone", look: PHONE, path: () => "/limits" },
];

const PLAYGROUND = "/playground?model=openai/gpt-4o-mini&model=anthropic/claude-sonnet-4-5";

async function compare(page: Page): Promise<void> {
  await page.getByLabel("Question", { exact: true }).fill("Where is my order 4711?");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("warehouse").nth(1).waitFor();
}

async function tryGuardrails(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: "Text" }).fill("When does Falcon launch?");
  await page.getByText("passes, changed").waitFor();
}

async function take(demo: Demo, { file, look, path, prepare }: Shot): Promise<number> {
  const { page, context, complaints } = await demo.stage.openSignedIn(path(demo), { ...DESK, ...look } as typeof DESK);
  await page.locator("h1").first().waitFor();
  await untilLoaded(page);
  await prepare?.(page);
  await page.waitForTimeout(DRAWN_MS);
  await untilLoaded(page);
  await untilStill(page);
  const target = join(FOLDER, `${file}.png`);
  await page.screenshot({ path: target });
  if (complaints().length > 0) throw new Error(`${file}: ${complaints().join("; ")}`);
  await context.close();
  const { size } = statSync(target);
  if (size > FILE_BYTES_MAX) throw new Error(`${target} has ${size} bytes; ${FILE_BYTES_MAX} are allowed`);
  process.stdout.write(`${file}.png ${(size / 1000).toFixed(0)} kB\n`);
  return size;
}

/** Takes the manual's pictures of the dashboard, from the started product with requests that it answered. */
async function main(): Promise<void> {
  const demo = await openDemo();
  try {
    mkdirSync(FOLDER, { recursive: true });
    let bytes = 0;
    for (const shot of SHOTS) bytes += await take(demo, shot);
    if (bytes > ALL_BYTES_MAX) throw new Error(`${bytes} bytes of pictures; ${ALL_BYTES_MAX} are allowed`);
    const kept = new Set(SHOTS.map(({ file }) => `${file}.png`));
    for (const name of readdirSync(FOLDER)) if (!kept.has(name)) rmSync(join(FOLDER, name));
  } finally {
    await demo.stop();
  }
}

await main();

import { existsSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { chromium, type Page } from "playwright-core";
import { buildDashboard } from "../scripts/dashboard/build.ts";
import { openStore } from "../src/store/sql/open-store.ts";
import { postgresPrograms, startPostgres } from "../src/store/sql/testing/postgres.ts";
import { untilLoaded } from "../test/browser/in-page.ts";
import { type Gateway, startGateway } from "../test/harness/gateway.ts";
import { fillLog } from "./lib/million-rows.ts";

/**
 * How long the dashboard's pages take over a million requests in Postgres: `node bench/dashboard-million-rows.ts`. Fills
 * a database of its own (two minutes), starts the product on it and a browser, and measures what a person waits for.
 * Exits 1 when something takes a second or longer. `--rows 100000` for less; `--database <url>` for one that was filled
 * before.
 */
const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const LIMIT_MS = 1_000;
const ROUNDS = 5;
const SCROLLED_ROWS = 3_000;
const ROW = "main a[data-row]";
const log = { debug() {}, info() {}, warn() {}, error() {} };

interface Figure {
  readonly name: string;
  readonly ms: readonly number[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rows: { type: "string", default: "1000000" }, database: { type: "string" } },
  });
  if (!existsSync(CHROMIUM)) throw new Error(`There is no browser at ${CHROMIUM}; CHROMIUM_PATH names another.`);
  await buildDashboard();
  if (values.database !== undefined) return await measureOn(values.database);
  const programs = postgresPrograms();
  if (programs === null) throw new Error("No Postgres is installed under /usr/lib/postgresql.");
  const server = await startPostgres(programs);
  try {
    const databaseUrl = await server.createDatabase();
    // The first start makes the tables, the organization and its key.
    await (await startOn(databaseUrl)).stop();
    const begin = performance.now();
    await fill(databaseUrl, Number(values.rows));
    say(`${values.rows} rows in ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
    await measureOn(databaseUrl);
  } finally {
    server.remove();
  }
}

async function startOn(databaseUrl: string): Promise<Gateway> {
  return await startGateway({ env: { DATABASE_URL: databaseUrl, ENCRYPTION_KEY: "ab".repeat(32) } });
}

async function measureOn(databaseUrl: string): Promise<void> {
  const gateway = await startOn(databaseUrl);
  try {
    report(await measure(gateway));
  } finally {
    await gateway.stop();
  }
}

async function fill(databaseUrl: string, rows: number): Promise<void> {
  const clock = { now: () => Date.now() };
  const store = await openStore({ dataDir: "/nonexistent", databaseUrl, log, clock });
  const { organization_id: organizationId, project_id: projectId } = await store.db
    .selectFrom("installation")
    .select(["organization_id", "project_id"])
    .executeTakeFirstOrThrow();
  const { id: apiKeyId } = await store.db.selectFrom("api_keys").select("id").executeTakeFirstOrThrow();
  await fillLog(store.db, { organizationId, projectId, apiKeyId, rows, nowMs: clock.now() });
  await store.close();
}

async function measure(gateway: Gateway): Promise<readonly Figure[]> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const token = await gateway.login();
    const open = async (): Promise<Page> => {
      const context = await browser.newContext({ baseURL: gateway.url, viewport: { width: 1440, height: 900 } });
      await context.addCookies([{ name: "llm_gw_session", value: token, url: gateway.url, httpOnly: true }]);
      return await context.newPage();
    };
    const sometimes = async (name: string, once: (page: Page) => Promise<number>): Promise<Figure> => {
      const ms: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const page = await open();
        ms.push(await once(page));
        await page.context().close();
      }
      return { name, ms };
    };
    await loaded(await open(), "/logs", ROW);
    const figures = [
      await sometimes("Requests: from the address to rows that can be clicked", (page) => loaded(page, "/logs", ROW)),
      await sometimes("Overview: all figures, charts and lists", (page) => whole(page, "/overview")),
      await sometimes("Analytics of 30 days: all figures, chart and table", (page) =>
        whole(page, "/analytics?range=30d"),
      ),
      await sometimes("Analytics of 30 days by model", (page) => whole(page, "/analytics?range=30d&drawing=parts")),
      await sometimes("Costs of 30 days", (page) => whole(page, "/costs")),
    ];
    for (const [name, query] of FILTERS) figures.push(await sometimes(name, (page) => filtered(page, query)));
    figures.push(await sometimes("Opening a request from the list", openedRequest));
    figures.push(...(await scrolled(await open())));
    return figures;
  } finally {
    await browser.close();
  }
}

/** What people search for: what is frequent, what is rare, and what is not there. */
const FILTERS = [
  ["Filter: failures", "status=error"],
  ["Filter: one of ten thousand, by its error code", "errorCode=internal_error"],
  ["Filter: one model of a provider", "model=provider-1%2Fmodel-5"],
  ["Filter: a tag", "tag=team%3Ateam-3"],
  ["Filter: a source that is not there", "source=nowhere"],
  ["Search: part of a model", "text=model-1"],
  ["Search: a rare error code", "text=internal_err"],
  ["Search: what is nowhere", "text=zzzz-nothing"],
] as const;

/** From the navigation's start until the first element is there and can be clicked, in milliseconds. */
async function loaded(page: Page, path: string, selector: string): Promise<number> {
  await page.goto(`/dashboard${path}`, { waitUntil: "commit" });
  await page.locator(selector).first().click({ trial: true });
  return await sinceNavigation(page);
}

/** Until nothing is loading any more and the charts are drawn. */
async function whole(page: Page, path: string): Promise<number> {
  await page.goto(`/dashboard${path}`, { waitUntil: "commit" });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator(ROW).first().waitFor();
  await page.locator("svg.recharts-surface").first().waitFor();
  await untilLoaded(page);
  return await sinceNavigation(page);
}

async function sinceNavigation(page: Page): Promise<number> {
  return Number(await page.evaluate("performance.now()"));
}

/** From the change of the filters to the rows, or to the word that there are none. */
async function filtered(page: Page, query: string): Promise<number> {
  await loaded(page, "/logs?live=off", ROW);
  const answer = page.waitForResponse((response) => /\/logs\?/.test(response.url()) && response.url().includes(query));
  const begin = performance.now();
  await page.evaluate(`history.pushState({}, "", location.pathname + "?live=off&${query}")`);
  await answer;
  await page.locator(`${ROW}, :text("No request is like that")`).first().waitFor();
  await untilLoaded(page);
  return performance.now() - begin;
}

async function openedRequest(page: Page): Promise<number> {
  await loaded(page, "/logs", ROW);
  const begin = performance.now();
  await page.locator(ROW).first().click();
  await page.getByRole("heading", { name: "What happened" }).waitFor();
  return performance.now() - begin;
}

/** Through thousands of rows, as fast as they come: how long each page of them takes, and how long the window stands still. */
async function scrolled(page: Page): Promise<readonly Figure[]> {
  await loaded(page, "/logs?live=off", ROW);
  const { pages, frames } = (await page.evaluate(`(async () => {
    const pages = [], frames = [];
    let height = document.documentElement.scrollHeight, last = performance.now(), grown = last;
    while (height < ${SCROLLED_ROWS} * 44) {
      window.scrollTo(0, document.documentElement.scrollHeight);
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      frames.push(now - last);
      last = now;
      if (document.documentElement.scrollHeight > height + 2000) {
        pages.push(now - grown);
        grown = now;
        height = document.documentElement.scrollHeight;
      }
    }
    return { pages, frames };
  })()`)) as { readonly pages: readonly number[]; readonly frames: readonly number[] };
  await page.context().close();
  return [
    { name: `Scrolling through ${SCROLLED_ROWS} rows: the next hundred`, ms: pages },
    { name: "… a frame of it", ms: frames },
  ];
}

function report(figures: readonly Figure[]): void {
  say(`load of the machine, one minute: ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`);
  say("| what | median | slowest |\n| --- | ---: | ---: |");
  let slowest = 0;
  for (const { name, ms } of figures) {
    const sorted = ms.toSorted((a, b) => a - b);
    const worst = sorted.at(-1) ?? Number.NaN;
    slowest = Math.max(slowest, worst);
    say(`| ${name} | ${round(sorted[Math.floor(sorted.length / 2)])} ms | ${round(worst)} ms |`);
  }
  say(`slowest: ${round(slowest)} ms, limit: ${LIMIT_MS} ms`);
  if (slowest >= LIMIT_MS) process.exitCode = 1;
}

function round(ms: number | undefined): string {
  return ms === undefined ? "–" : ms.toFixed(0);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();

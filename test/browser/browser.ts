import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { buildDashboard } from "../../scripts/dashboard/build.ts";
import { ADMIN, type Gateway, startGateway } from "../harness/gateway.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** A busy machine is slow; a page that is broken takes for ever. */
const PATIENCE_MS = 15_000;

/** Where there is no browser the suites are skipped and say so. */
export const HAS_BROWSER = existsSync(CHROMIUM);

const WIDE = { width: 1440, height: 900 } as const;
const PHONE = { width: 390, height: 844 } as const;
const USUAL_LOOKS = [
  { name: "1440 px, light", ...WIDE, colorScheme: "light" },
  { name: "390 px, dark", ...PHONE, colorScheme: "dark" },
] as const;
/** A pixel wider: what journeys make is named by the width. */
const OTHER_LOOKS = [
  { name: "1441 px, dark", ...WIDE, width: 1441, colorScheme: "dark" },
  { name: "391 px, light", ...PHONE, width: 391, colorScheme: "light" },
] as const;

/** Widths and themes that every journey must work in: each of them once; with `BROWSER_LOOKS=all`, all together. */
export const LOOKS = [...USUAL_LOOKS, ...(process.env["BROWSER_LOOKS"] === "all" ? OTHER_LOOKS : [])] as const;

export type Look = (typeof LOOKS)[number];

/** The started product with its dashboard, and a browser. */
export interface Stage {
  readonly gateway: Gateway;
  /** A page that nobody is signed in on. What the page complains about fails the test that asks {@link complaints}. */
  open(look?: Look): Promise<Visit>;
  /** The same, signed in as the owner, at a path below `/dashboard`. */
  openSignedIn(path: string, look?: Look): Promise<Visit>;
  stop(): Promise<void>;
}

/** One page in a browser of its own. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts and refusals of the security policy so far. Failed requests are the network's, not the page's. */
  complaints(): readonly string[];
}

/** Builds the dashboard where it is stale, starts the product and a browser. */
export async function openStage(env: Record<string, string> = {}): Promise<Stage> {
  await buildDashboard();
  const gateway = await startGateway({ env: { ALLOW_PRIVATE_URLS: "true", ...env } });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  const open = async (look: Look = LOOKS[0]): Promise<Visit> => visit(browser, gateway, look);
  return {
    gateway,
    open,
    async openSignedIn(path, look) {
      const opened = await open(look);
      const token = await gateway.login();
      const cookie = {
        name: "llm_gw_session",
        value: token,
        url: gateway.url,
        httpOnly: true,
        sameSite: "Lax",
      } as const;
      await opened.context.addCookies([cookie]);
      await opened.page.goto(`/dashboard${path}`);
      return opened;
    },
    async stop() {
      await browser.close();
      await gateway.stop();
    },
  };
}

async function visit(browser: Browser, gateway: Gateway, look: Look): Promise<Visit> {
  const { width, height, colorScheme } = look;
  const context = await browser.newContext({
    baseURL: gateway.url,
    viewport: { width, height },
    colorScheme,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  return { page, context, complaints: () => complaints };
}

/** Types the owner's email and password and waits for the overview. */
export async function signIn(page: Page): Promise<void> {
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

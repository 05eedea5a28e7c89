import type { Page } from "playwright-core";

// What runs inside the page is text: the tests' own types know no browser.

/** Waits until nothing moves: half of a colour, while something appears, is nobody's contrast. */
export async function untilStill(page: Page): Promise<void> {
  await until(
    page,
    "document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)",
  );
}

/** Waits until nothing is loading. */
export async function untilLoaded(page: Page): Promise<void> {
  await until(page, `document.querySelector('[aria-busy="true"], .animate-pulse') === null`);
}

/** Playwright's own waiting needs `eval`, which the page's security policy rightly refuses. */
async function until(page: Page, condition: string): Promise<void> {
  await page.evaluate(
    `new Promise((done) => { const look = () => (${condition}) ? done() : requestAnimationFrame(look); look(); })`,
  );
}

/** By how many pixels the page is wider than its window. */
export async function sidewaysOf(page: Page): Promise<number> {
  return await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
}

/** All that a script could read of what the browser keeps for the page. */
export async function readableOf(page: Page): Promise<string> {
  return await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])");
}

/** The theme that the page shows. */
export async function themeOf(page: Page): Promise<string> {
  return await page.evaluate("document.documentElement.dataset.theme");
}

/** The scripts that the page fetched, with their packed size. */
export async function scriptsOf(page: Page): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
  return await page.evaluate(
    "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js'))" +
      ".map((one) => ({ name: one.name, bytes: one.encodedBodySize }))",
  );
}

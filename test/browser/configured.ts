import type { Page } from "playwright-core";
import type { Gateway } from "../harness/gateway.ts";
import { callMock } from "./traffic.ts";

/** A configuration with one route, `support`, that the mock answers. */
export const CONFIG_TEXT = [
  "chat_models:",
  "  - model_id: main",
  "    model: mock/echo",
  "    retry_attempts: 1",
  "routes:",
  "  support:",
  "    chat_models: [main]",
  "",
].join("\n");

/** Makes a project. */
export async function newProject(
  gateway: Gateway,
  name: string,
): Promise<{ readonly id: string; readonly slug: string }> {
  const { status, body } = await gateway.api("POST", "/projects", { name });
  if (status !== 201) throw new Error(`no project: ${JSON.stringify(body)}`);
  return (body as { project: { id: string; slug: string } }).project;
}

/** Saves a text as a draft. */
export async function draftOf(
  gateway: Gateway,
  projectId: string,
  yaml = CONFIG_TEXT,
): Promise<{ readonly id: string }> {
  const { status, body } = await gateway.api("POST", `/projects/${projectId}/configs`, { yaml, message: "A draft" });
  if (status !== 201) throw new Error(`no draft: ${JSON.stringify(body)}`);
  return (body as { config: { id: string } }).config;
}

/** Takes a step with a version: `approve`, `serve`… */
export async function stepOf(gateway: Gateway, configId: string, step: string): Promise<void> {
  const { status, body } = await gateway.api("POST", `/configs/${configId}/${step}`);
  if (status !== 200) throw new Error(`${step} was refused: ${JSON.stringify(body)}`);
}

/** Puts a text in the editor in place of what is there. */
export async function writeText(page: Page, text: string): Promise<void> {
  const editor = page.locator('.cm-content[contenteditable="true"]');
  await editor.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

const SERVED_TRIES = 100;
const SERVED_WAIT_MS = 100;

/** Calls a route, such as `support`, with a new key of its project; waits until what is served has reached the data plane. */
export async function callRoute(
  gateway: Gateway,
  { id, slug }: { readonly id: string; readonly slug: string },
  route: string,
): Promise<{ readonly status: number; readonly requestId: string }> {
  const { status, body } = await gateway.api("POST", "/api-keys", { projectId: id, description: "Caller" });
  if (status !== 201) throw new Error(`no key: ${JSON.stringify(body)}`);
  const request = { key: (body as { key: string }).key, model: `${slug}/${route}` };
  for (let tries = 0; tries < SERVED_TRIES; tries += 1) {
    const answer = await callMock(gateway, request);
    if (answer.status !== 404) return answer;
    await new Promise((resolve) => setTimeout(resolve, SERVED_WAIT_MS));
  }
  throw new Error(`${request.model} did not come into use`);
}

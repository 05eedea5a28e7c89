import { setTimeout as sleep } from "node:timers/promises";
import type { Gateway } from "./gateway.ts";

const TRIES = 100;
const WAIT_MS = 50;

/** A project and a key of it. */
export interface ProjectHandle {
  readonly id: string;
  readonly slug: string;
  readonly key: string;
}

/** A version of a configuration. */
export interface ConfigHandle {
  readonly id: string;
  readonly version: number;
}

async function say<T>(gateway: Gateway, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await gateway.api(method, path, body);
  if (answer.status >= 300)
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** The project that every gateway is born with. */
export async function defaultProject(gateway: Gateway): Promise<ProjectHandle> {
  const { projects } = await say<{ projects: { id: string; slug: string }[] }>(gateway, "GET", "/projects");
  const found = projects.find(({ slug }) => slug === "default");
  if (found === undefined) throw new Error("there is no project 'default'");
  return { ...found, key: gateway.apiKey };
}

/** Another project of the same organization, with a key. */
export async function newProject(gateway: Gateway, name: string): Promise<ProjectHandle> {
  const { project } = await say<{ project: { id: string; slug: string } }>(gateway, "POST", "/projects", { name });
  const { key } = await say<{ key: string }>(gateway, "POST", "/api-keys", { projectId: project.id });
  return { ...project, key };
}

export async function draftConfig(gateway: Gateway, project: ProjectHandle, yaml: string): Promise<ConfigHandle> {
  const { config } = await say<{ config: ConfigHandle }>(gateway, "POST", `/projects/${project.id}/configs`, { yaml });
  return config;
}

/** Writes a version, approves and serves it. */
export async function serveConfig(gateway: Gateway, project: ProjectHandle, yaml: string): Promise<ConfigHandle> {
  const config = await draftConfig(gateway, project, yaml);
  await say(gateway, "POST", `/configs/${config.id}/approve`, {});
  await say(gateway, "POST", `/configs/${config.id}/serve`, {});
  return config;
}

/** The same, and waits until requests for one of its routes reach it. */
export async function serveAndWait(
  gateway: Gateway,
  project: ProjectHandle,
  yaml: string,
  route: string,
): Promise<ConfigHandle> {
  const config = await serveConfig(gateway, project, yaml);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const response = await fetch(`${gateway.url}/v1/route`, {
      method: "POST",
      headers: { authorization: `Bearer ${project.key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: `${project.slug}/${route}`, messages: [{ role: "user", content: "?" }] }),
    });
    const answer = (await response.json()) as { route?: { config_version?: number } };
    // Where the route is for another endpoint the refusal names no version, but it comes from the new one.
    if (answer.route?.config_version === config.version) return config;
    if (response.status === 400 && JSON.stringify(answer).includes("has no model for this endpoint")) return config;
    await sleep(WAIT_MS);
  }
  throw new Error(`version ${config.version} did not come into use`);
}

import type { Gateway } from "../harness/gateway.ts";

/** Calls the management API as the owner; throws what it refuses. */
async function make<Answer>(gateway: Gateway, path: string, body: object): Promise<Answer> {
  const { status, body: answer } = await gateway.api("POST", path, body);
  if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(answer)}`);
  return answer as Answer;
}

/** The first project of the first organization. */
export async function firstProject(
  gateway: Gateway,
): Promise<{ readonly id: string; readonly organizationId: string }> {
  const { body } = await gateway.api("GET", "/projects");
  const [project] = (body as { projects: { id: string; organizationId: string }[] }).projects;
  if (project === undefined) throw new Error("there is no project");
  return project;
}

/** A project of a test's own. */
export async function makeProject(
  gateway: Gateway,
  fields: { readonly name: string },
): Promise<{ readonly id: string }> {
  return (await make<{ project: { id: string } }>(gateway, "/projects", fields)).project;
}

/** A key of a test's own. */
export async function makeKey(
  gateway: Gateway,
  fields: { readonly description: string; readonly projectId?: string },
): Promise<{ readonly id: string; readonly name: string; readonly secret: string }> {
  const projectId = fields.projectId ?? (await firstProject(gateway)).id;
  const { apiKey, key } = await make<{ apiKey: { id: string }; key: string }>(gateway, "/api-keys", {
    ...fields,
    projectId,
  });
  return { id: apiKey.id, name: fields.description, secret: key };
}

/** A connection of a test's own. */
export async function makeConnection(gateway: Gateway, fields: object): Promise<{ readonly id: string }> {
  return (await make<{ providerKey: { id: string } }>(gateway, "/provider-keys", fields)).providerKey;
}

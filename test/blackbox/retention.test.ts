import { afterAll, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import { call } from "./expect-error.ts";

const gateway = await startGateway({});
afterAll(async () => {
  await gateway.stop();
});

const SAID = "the colour of the sky at noon";
let serial = 0;

async function ask(stream: boolean): Promise<string> {
  serial += 1;
  const id = `kept-${process.pid}-${serial}`;
  const body = { model: "mock/echo", stream, messages: [{ role: "user", content: SAID }] };
  expect((await call(gateway, "/v1/chat/completions", body, { "x-request-id": id })).status).toBe(200);
  return id;
}

async function organizationId(): Promise<string> {
  const { organizations } = (await gateway.api("GET", "/organizations")).body as { organizations: { id: string }[] };
  return organizations[0]?.id ?? "";
}

it.each([true, false])("content is kept only where the organization wants it (streamed: %s)", async (stream) => {
  const path = `/organizations/${await organizationId()}/settings`;
  expect((await gateway.api("PATCH", path, { retention: { store_content: false } })).status).toBe(200);
  await expect
    .poll(
      async () => {
        const id = await ask(stream);
        await expect.poll(async () => (await gateway.logs({ requestId: id })).length, { timeout: 5_000 }).toBe(1);
        return (await gateway.api("GET", `/logs/${id}/content`)).status;
      },
      { timeout: 10_000 },
    )
    .toBe(404);
  expect((await gateway.api("PATCH", path, { retention: { store_content: true, days: 1 } })).status).toBe(200);
  await expect
    .poll(
      async () => {
        const id = await ask(stream);
        await expect.poll(async () => (await gateway.logs({ requestId: id })).length, { timeout: 5_000 }).toBe(1);
        const { body } = await gateway.api("GET", `/logs/${id}/content`);
        // A stream says its words one by one.
        const kept = JSON.stringify(body);
        return kept.includes(SAID) && kept.split("noon").length > 2;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
});

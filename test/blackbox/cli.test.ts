import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, type Gateway, startGateway } from "../harness/gateway.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ENTRY = process.env["CLI_ENTRY"] ?? "src/cli/main.ts";

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  json<Body>(): Body;
}

// Each command is a process of its own, which takes a second to start.
describe("the command line", { timeout: 120_000 }, () => {
  let gateway: Gateway;
  let home = "";
  let dataDir = "";
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "llm-gateway-home-"));
    dataDir = mkdtempSync(join(tmpdir(), "llm-gateway-cli-"));
    gateway = await startGateway({ dataDir });
  });
  afterAll(async () => {
    await gateway.stop();
    for (const folder of [home, dataDir]) rmSync(folder, { recursive: true, force: true });
  });

  const run = (args: readonly string[], { env = {}, input = "", endAfter = "" } = {}): Promise<Ran> =>
    new Promise((resolve) => {
      const own = {
        PATH: process.env["PATH"] ?? "",
        HOME: home,
        DATA_DIR: dataDir,
        LLM_GATEWAY_URL: gateway.url,
        ...env,
      };
      const child = spawn(process.execPath, [ENTRY, ...args], { cwd: ROOT, env: own });
      const said = { out: "", err: "" };
      child.stdout.on("data", (part: Buffer) => {
        said.out += part.toString();
        if (endAfter !== "" && said.out.includes(endAfter)) child.kill("SIGINT");
      });
      child.stderr.on("data", (part: Buffer) => {
        said.err += part.toString();
      });
      child.stdin.end(input);
      child.on("close", (code) => resolve({ code, ...said, json: () => JSON.parse(said.out) as never }));
    });
  const login = () => run(["login", "--email", ADMIN.email, "--password-stdin"], { input: `${ADMIN.password}\n` });
  const chat = (key: string) =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "x-request-id": "trace-cli-1" },
      body: JSON.stringify({ model: "mock/echo", messages: [{ role: "user", content: "hi" }] }),
    });

  it("4 without a login, 4 with a wrong password, 3 where nothing answers, 2 for what it does not know", async () => {
    const none = await run(["projects", "list"]);
    expect([none.code, none.out]).toEqual([4, ""]);
    expect(none.err).toMatch(/llm-gateway login/);
    const wrong = await run(["login", "--email", ADMIN.email, "--password-stdin"], { input: "wrong-password\n" });
    expect(wrong.code).toBe(4);
    const away = await run(["projects", "list", "--url", "http://127.0.0.1:1"], { env: { LLM_GATEWAY_TOKEN: "t" } });
    expect([away.code, away.err]).toEqual([3, expect.stringMatching(/does not answer/)]);
    for (const args of [
      ["projects", "eat"],
      ["nonsense"],
      ["keys", "create"],
      ["projects", "list", "--url", "ftp://x"],
    ]) {
      expect([args, (await run(args)).code]).toEqual([args, 2]);
    }
    expect((await run(["--help"])).code).toBe(0);
  });

  it("keeps the session for its user alone and never shows its token", async () => {
    const { code, out, err } = await login();
    expect(code, err).toBe(0);
    const file = join(home, ".config", "llm-gateway", "sessions.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
    const token = kept[gateway.url] ?? "";
    expect(token.length).toBeGreaterThan(20);
    expect(out + err).not.toContain(token);
    expect(out).toContain(ADMIN.email);
  });

  it("makes projects and keys, follows the log, and ends them", async () => {
    await login();
    const made = await run(["projects", "create", "From the shell", "--json"]);
    expect(made.code, made.err).toBe(0);
    const { project } = made.json<{ project: { id: string } }>();
    const table = await run(["projects", "list"]);
    expect(table.out).toMatch(/^ID +NAME/);
    expect(table.out).toContain("From the shell");

    const created = await run([
      "keys",
      "create",
      "--project",
      project.id,
      "--description",
      "CLI",
      "--usage-limit",
      "5",
      "--json",
    ]);
    expect(created.code, created.err).toBe(0);
    const { key, apiKey } = created.json<{ key: string; apiKey: { id: string; usageLimit: number } }>();
    expect([apiKey.usageLimit, (await chat(key)).status]).toEqual([5, 200]);
    const listed = await run(["keys", "list", "--project", project.id]);
    expect([listed.out.includes("CLI"), listed.out.includes(key)]).toEqual([true, false]);

    const tail = await run(["logs", "tail", "--project", project.id, "--json"], { endAfter: "trace-cli-1" });
    expect(tail.out).toMatch(/"requestId":"trace-cli-1"/);
    const found = await run(["logs", "search", "TRACE-CLI", "--json"]);
    expect(found.json<{ logs: { requestId: string }[] }>().logs.map((log) => log.requestId)).toEqual(["trace-cli-1"]);
    const shown = await run(["logs", "show", "trace-cli-1"]);
    expect(shown.out).toContain("log.receipt.");
    const content = await run(["logs", "show", "trace-cli-1", "--content"]);
    expect([content.code, content.err]).toEqual([1, expect.stringMatching(/store_content/)]);

    const rotated = await run(["keys", "rotate", apiKey.id, "--overlap-seconds", "0", "--json"]);
    expect(rotated.code, rotated.err).toBe(0);
    expect((await run(["keys", "revoke", apiKey.id])).code).toBe(0);
    expect((await run(["projects", "archive", project.id])).code).toBe(0);
    const careful = await run(["projects", "delete", project.id]);
    expect([careful.code, careful.err]).toEqual([2, expect.stringMatching(/--yes/)]);
    expect((await run(["projects", "delete", project.id, "--yes"])).code).toBe(0);
    expect((await run(["projects", "delete", project.id, "--yes"])).code).toBe(1);
  });

  it("doctor: finds a good gateway good, and says what is wrong", async () => {
    const port = { PORT: String(gateway.port), HOST: "127.0.0.1" };
    const good = await run(["doctor", "--json"], { env: port });
    expect([good.code, good.json<{ healthy: boolean }>().healthy]).toEqual([0, true]);
    const bad = await run(["doctor"], { env: { PORT: "x" } });
    expect([bad.code, bad.out]).toEqual([1, expect.stringMatching(/WRONG {2}settings: .*PORT/)]);
    const taken = await run(["doctor", "--url", "http://127.0.0.1:1"], { env: port });
    expect([taken.code, taken.out]).toEqual([1, expect.stringMatching(/WRONG {2}port: .*in use/)]);
  });

  it("at the machine: says that the gateway runs, and works when it has stopped", async () => {
    const running = await run(["keys", "rotate-master"]);
    expect([running.code, running.out]).toEqual([1, ""]);
    const keyFile = join(dataDir, "encryption.key");
    const before = readFileSync(keyFile, "utf8");
    await gateway.stop();

    const reset = await run(["users", "reset-password", ADMIN.email, "--json"]);
    expect(reset.code, reset.err).toBe(0);
    expect(reset.json<{ url: string }>().url).toMatch(/^http:/);
    expect((await run(["users", "reset-password", "nobody@example.test"])).code).toBe(1);

    const rotated = await run(["keys", "rotate-master", "--json"]);
    expect(rotated.code, rotated.err).toBe(0);
    expect(readFileSync(keyFile, "utf8")).not.toBe(before);
    expect(readFileSync(`${keyFile}.previous`, "utf8")).toBe(before);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const today = new Date().toISOString().slice(0, 10);
    const rebuilt = await run(["analytics", "rebuild", "--from", today, "--json"]);
    expect(rebuilt.code, rebuilt.err).toBe(0);
    expect(rebuilt.json<{ requests: number }>().requests).toBeGreaterThan(0);
    gateway = await startGateway({ dataDir });
  });
});

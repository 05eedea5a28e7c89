import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../testing/engines.ts";
import { lockFolder } from "./folder-lock.ts";
import { processStartMark } from "./process-identity.ts";

describe("folder lock", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "llm-gateway-lock-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const leave = (owner: unknown): void => writeFileSync(join(folder, "database.lock"), JSON.stringify(owner));
  const take = (): void => lockFolder(folder, systemClock).release();

  it("leaves nothing behind", () => {
    const lock = lockFolder(folder, systemClock);
    expect(readdirSync(folder)).toEqual(["database.lock"]);
    lock.release();
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["of a process that is gone", { pid: 2 ** 30, startMark: "x", host: hostname(), nonce: "n" }],
    [
      "of a process whose number somebody else has now",
      { pid: process.pid, startMark: "x", host: hostname(), nonce: "n" },
    ],
    ["that nobody can read", "half a lo"],
  ])("takes over a lock %s", (_, owner) => {
    leave(owner);
    take();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("respects a living process of this machine", () => {
    leave({ pid: process.ppid, startMark: processStartMark(process.ppid), host: hostname(), nonce: "n" });
    expect(take).toThrow(`in use by process ${process.ppid}.`);
  });

  it("respects another machine's process while its heart beats", () => {
    leave({ pid: 1, startMark: "x", host: "elsewhere", nonce: "n" });
    expect(take).toThrow("in use by process 1 on elsewhere.");
    const longAgo = systemClock.now() / 1_000 - 60;
    utimesSync(join(folder, "database.lock"), longAgo, longAgo);
    take();
  });

  it("does not remove a lock that has changed hands", () => {
    const lock = lockFolder(folder, systemClock);
    leave({ pid: 1, startMark: "x", host: "elsewhere", nonce: "n" });
    lock.release();
    expect(readdirSync(folder)).toEqual(["database.lock"]);
  });
});

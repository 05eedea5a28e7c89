import { readFile } from "node:fs/promises";
import type { SignerDeps } from "./signer.ts";

/** The real network, disk and vendor libraries. */
export function signerDeps(options: { now(): number; readonly ownIdentity: boolean }): SignerDeps {
  return {
    now: () => options.now(),
    ownIdentity: options.ownIdentity,
    fetch: (url, init) => globalThis.fetch(url, init),
    readFile: (path) => readFile(path, "utf8"),
    loadAws: () => import("@aws-sdk/credential-providers"),
    loadGoogle: () => import("google-auth-library"),
  };
}

import { hkdfSync, randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SettingsError } from "./settings.ts";

const FILE = "encryption.key";
const HEX_KEY = /^[0-9a-f]{64}$/i;

/** The master key: the given one, else that of the data folder, made there (mode 0600) at the first start. */
export function loadMasterKey(dataDir: string, given: string | undefined): Buffer {
  if (given !== undefined) return Buffer.from(given, "hex");
  const path = join(dataDir, FILE);
  if (!existsSync(path)) {
    writeFileSync(path, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    chmodSync(path, 0o600);
  }
  const text = readFileSync(path, "utf8").trim();
  if (!HEX_KEY.test(text)) throw new SettingsError(`${path} does not hold a key: expected 64 hexadecimal characters.`);
  return Buffer.from(text, "hex");
}

/** A key for one purpose, derived so that purposes never share a key. */
export function deriveKey(master: Buffer, purpose: string): string {
  return Buffer.from(hkdfSync("sha256", master, "", `llm-gateway ${purpose}`, 32)).toString("hex");
}

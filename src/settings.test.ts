import { describe, expect, it } from "vitest";
import { PROVIDERS } from "./providers/registry.ts";
import { notYet, readSettings, SettingsError } from "./settings.ts";
import { SETTINGS } from "./settings-schema.ts";

const read = (env: Record<string, string | undefined>): ReturnType<typeof readSettings> => readSettings(env, PROVIDERS);
const keysOf = (env: Record<string, string>, id: string): readonly string[] | undefined =>
  read(env).providers.get(id)?.apiKeys;

function complaint(env: Record<string, string>): string {
  try {
    read(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return "";
}

describe("defaults", () => {
  it("are those of the contract", () => {
    expect(read({})).toMatchObject({
      PORT: 4001,
      DATA_DIR: "./data",
      ROLES: ["gateway", "api", "worker"],
      LOG_LEVEL: "info",
      MOCK_PROVIDER: "on",
      MAX_BODY_BYTES: 50 * 1024 * 1024,
      PLATFORM_FEE_PERCENT: 5,
      ALLOW_PRIVATE_URLS: false,
      TRUST_PROXY: 0,
      JOURNAL_SYNC: "group",
    });
  });
  it("know every provider, without keys", () => {
    const { providers } = read({});
    expect([...providers.keys()]).toEqual(PROVIDERS.map(({ id }) => id));
    expect([...providers.values()].every(({ apiKeys, baseUrl }) => apiKeys.length === 0 && baseUrl === undefined)).toBe(
      true,
    );
  });
  it("leave the rest of the environment alone", () => {
    expect(complaint({ PATH: "/bin", HOME: "/root", llm_x: "1", LLMX: "1", MY_LLM_KEY: "x" })).toBe("");
  });
  it.each(Object.keys(SETTINGS))("an empty %s counts as absent", (name) => {
    expect(read({ [name]: "" })).toEqual(read({}));
    expect(read({ [name]: " \t" })).toEqual(read({}));
  });
  it("leave the variables of the gateway's own clients alone", () => {
    expect(complaint({ LLM_GATEWAY_API_KEY: "llm_gw_prod_x", LLM_GATEWAY_BASE_URL: "http://localhost:4001/v1" })).toBe(
      "",
    );
  });
});

describe("good values", () => {
  it.each<[string, string, unknown]>([
    ["PORT", "0", 0],
    ["PORT", "65535", 65_535],
    ["ROLES", "gateway, api", ["gateway", "api"]],
    ["PUBLIC_URL", "https://llm.example.com/", "https://llm.example.com"],
    ["DRAIN_TIMEOUT_MS", "0", 0],
    ["ALLOW_PRIVATE_URLS", "true", true],
    ["ALLOW_PRIVATE_URLS", "1", true],
    ["ALLOW_PRIVATE_URLS", "off", false],
    ["PLATFORM_FEE_PERCENT", "5.5", 5.5],
    ["RETRIES", "0", 0],
    ["ENCRYPTION_KEY", "ab".repeat(32), "ab".repeat(32)],
    ["TOTAL_TIMEOUT_MS", "2147483647", 2_147_483_647],
  ])("%s=%s", (name, value, read_) => {
    expect(read({ [name]: value })).toHaveProperty(name, read_);
  });
});

describe("bad values", () => {
  it.each([
    ["PORT", "http"],
    ["PORT", "-1"],
    ["PORT", "65536"],
    ["PORT", "80.5"],
    ["DATABASE_URL", "mysql://u@h/d"],
    ["DATABASE_URL", "not a url"],
    ["PUBLIC_URL", "llm.example.com"],
    ["PUBLIC_URL", "ftp://llm.example.com"],
    ["CATALOG_REFRESH_MINUTES", "40000"],
    ["ENCRYPTION_KEY", "short"],
    ["ENCRYPTION_KEY", "zz".repeat(32)],
    ["ROLES", "gateway,cook"],
    ["ROLES", ","],
    ["LOG_LEVEL", "loud"],
    ["ADMIN_EMAIL", "nobody"],
    ["ADMIN_PASSWORD", "short"],
    ["MOCK_PROVIDER", "maybe"],
    ["CATALOG_URL", "nope"],
    ["MAX_BODY_BYTES", "0"],
    ["MAX_BODY_BYTES", "50MB"],
    ["RETRIES", "11"],
    ["PLATFORM_FEE_PERCENT", "101"],
    ["JOURNAL_SYNC", "never"],
    ["TRUST_PROXY", "yes"],
    ["LLM_OPENAI_BASE_URL", "ftp://x"],
    ["LLM_OPENAI_BASE_URL", "api.openai.com"],
    ["LLM_OPENAI_API_KEY", "sk-a b"],
    ["LLM_OPENAI_API_KEY", "sk-ключ"],
  ])("%s=%j is refused in one line that names it", (name, value) => {
    const message = complaint({ [name]: value });
    expect(message).toMatch(new RegExp(`^Setting ${name}\\b[^\\n]{5,}$`));
  });

  // Node's timers take 31 bits: beyond, they fire after 1 ms, and every request would fail at once.
  it.each(["TOTAL_TIMEOUT_MS", "FIRST_TOKEN_TIMEOUT_MS", "KEEP_ALIVE_MS", "DRAIN_TIMEOUT_MS"])(
    "%s beyond what a timer can wait is refused",
    (name) => {
      expect(complaint({ [name]: "2147483648" })).toMatch(new RegExp(`^Setting ${name}:`));
    },
  );

  // setInterval(…, 0) writes a keep-alive every millisecond; setTimeout(…, 0) ends every request at once.
  it.each(["KEEP_ALIVE_MS", "TOTAL_TIMEOUT_MS", "FIRST_TOKEN_TIMEOUT_MS"])(
    "%s=0 is refused, as it cannot mean anything good",
    (name) => {
      expect(complaint({ [name]: "0" })).toMatch(new RegExp(`^Setting ${name}:`));
    },
  );

  it.each(["ENCRYPTION_KEY", "ADMIN_PASSWORD", "DATABASE_URL", "LLM_OPENAI_API_KEY", "LLM_OPENAI_BASE_URL"])(
    "%s is refused without its value",
    (name) => {
      const message = complaint({ [name]: "s3cr3 ÿ" });
      expect(message).not.toBe("");
      expect(message).not.toContain("s3cr3");
    },
  );

  it("a Postgres without a master key is refused, telling how to make one", () => {
    expect(complaint({ DATABASE_URL: "postgres://u:secretpw@h/d" })).toMatch(/^Setting ENCRYPTION_KEY: .*openssl/);
    expect(complaint({ DATABASE_URL: "postgres://u:p@h/d", ENCRYPTION_KEY: "" })).toMatch(/^Setting ENCRYPTION_KEY/);
    expect(read({ DATABASE_URL: "postgresql://u:p@h/d", ENCRYPTION_KEY: "ab".repeat(32) }).DATABASE_URL).toBe(
      "postgresql://u:p@h/d",
    );
  });
});

describe("an unknown LLM_ name", () => {
  it.each([
    ["LLM_OPENAI_APIKEY", "LLM_OPENAI_API_KEY"],
    ["LLM_ANTROPIC_API_KEY", "LLM_ANTHROPIC_API_KEY"],
    ["LLM_TOGETHERAI_API_KEY", "LLM_TOGETHER_AI_API_KEY"],
    ["LLM_OPENAI_BASE", "LLM_OPENAI_BASE_URL"],
  ])("%s names %s", (name, near) => {
    expect(complaint({ [name]: "x" })).toBe(`Setting ${name}: not known. Did you mean ${near}?`);
  });
  it("that is like none is refused all the same", () => {
    expect(complaint({ LLM_: "x" })).toMatch(/^Setting LLM_: not known\./);
    expect(complaint({ LLM_COMPLETELY_DIFFERENT_SETTING: "x" })).toMatch(/not known/);
  });
  it("that is empty counts as absent", () => {
    expect(complaint({ LLM_WHATEVER: "" })).toBe("");
  });
});

describe("provider credentials", () => {
  it.each<[Record<string, string>, string[]]>([
    [{ LLM_OPENAI_API_KEY: "sk-1" }, ["sk-1"]],
    [{ LLM_OPENAI_API_KEY: " sk-1, sk-2 ,,sk-3," }, ["sk-1", "sk-2", "sk-3"]],
    [{ OPENAI_API_KEY: "sk-vendor" }, ["sk-vendor"]],
    [{ LLM_OPENAI_API_KEY: "sk-own", OPENAI_API_KEY: "sk-vendor" }, ["sk-own"]],
    [{ LLM_OPENAI_API_KEY: "", OPENAI_API_KEY: "sk-vendor" }, ["sk-vendor"]],
    [{ LLM_OPENAI_API_KEY: ",", OPENAI_API_KEY: "sk-vendor" }, []],
  ])("%j", (env, keys) => {
    expect(keysOf(env, "openai")).toEqual(keys);
  });
  it("use the id upper-cased with _ for -", () => {
    expect(keysOf({ LLM_TOGETHER_AI_API_KEY: "k" }, "together-ai")).toEqual(["k"]);
  });
  it.each(
    PROVIDERS.flatMap(({ id, environment, credential }) => {
      const lacking = credential.filter((field) => field.required && field.unlessBaseUrl);
      const beside = Object.fromEntries(
        lacking.map((field) => [field.environment?.[0] ?? "", field.name === "region" ? "eu-west-1" : "res"]),
      );
      return environment.map((name) => [id, name, beside] as const);
    }),
  )("%s reads the vendor's own name %s", (id, name, beside) => {
    expect(keysOf({ [name]: "k", ...beside }, id)).toEqual(["k"]);
  });
  it.each([
    ["http://127.0.0.1:9/v1/", "http://127.0.0.1:9/v1"],
    ["https://x.test//", "https://x.test"],
    ["https://x.test/a/b", "https://x.test/a/b"],
  ])("base URL %s", (given, kept) => {
    expect(read({ LLM_OPENAI_BASE_URL: given }).providers.get("openai")?.baseUrl).toBe(kept);
  });
});

describe("notYet", () => {
  it("names settings that have no effect in this version, and is silent otherwise", () => {
    expect(notYet(readSettings({}, []))).toEqual([]);
    const lines = notYet(readSettings({ WORKERS: "4" }, []));
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["WORKERS"]);
  });
});

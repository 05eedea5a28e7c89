import { parseArgs } from "node:util";
import { checkTexts } from "../src/gateway/guardrails/check-texts.ts";
import { compileGuardrails } from "../src/gateway/guardrails/compile-guardrails.ts";
import type { GuardrailConfig } from "../src/gateway/guardrails/guardrail-config.ts";
import { openWindow } from "../src/gateway/guardrails/text-window.ts";

/** CPU time of guardrails over a megabyte of text: ordinary ones, and such as are made to be slow. */
const { values } = parseArgs({ options: { rounds: { type: "string", default: "9" }, help: { type: "boolean" } } });
if (values.help) {
  console.log("node bench/guardrails.ts [--rounds 9]   milliseconds for 1 MB, best and median of the rounds");
  process.exit(0);
}

const SIZE = 1_000_000;
const rounds = Number(values.rounds);
const words = Array.from({ length: 3_000 }, (_each, at) => `keyword${at}`);

const SETS: Readonly<Record<string, GuardrailConfig>> = {
  "pii, default types": { name: "g", type: "pii", behavior: "redact" },
  "keywords, 3,000": { name: "g", type: "keywords", behavior: "redact", parameters: { values: words } },
  regex: { name: "g", type: "regex", behavior: "redact", parameters: { values: ["EMP-\\d{6}"] } },
  "prompt injection": { name: "g", type: "prompt_injection", behavior: "warn" },
};

const ORDINARY: Readonly<Record<string, string>> = {
  prose:
    'The quick brown fox, who lives at number 12, wrote: "see section 4.2 of the manual" on 2024-01-02 at 12:30 to a@example.com. ',
  json: '{"id":"550e8400-e29b-41d4-a716-446655440000","ts":1699999999123,"price":12.50,"user":"a.b@example.com","n":[1,22,333]} ',
  chinese: "你好世界，请联系我们的客服中心，谢谢。",
};
const HOSTILE: Readonly<Record<string, string>> = {
  digits: "1234567890",
  figures: "0 0 0 ",
  numbers: "0171/123 45 67 ",
  ats: "a@b.",
  keys: "sk-a1-",
  names: "secret=1secret1=",
  headers: "-----BEGIN RSA PRIVATE KEY-----\n",
  tokens: "eyJaaaaaaaa.",
  calls: "+49 30 1234 5678 90 12 34 ",
  cards: "4111 1111 ",
  colons: "a:b:c:1:",
};

function measure(run: () => unknown): { readonly best: number; readonly median: number } {
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  }).sort((a, b) => a - b);
  return { best: times[0] ?? 0, median: times[Math.floor(times.length / 2)] ?? 0 };
}

const rows: object[] = [];
for (const [name, config] of Object.entries(SETS)) {
  const { input } = compileGuardrails([config]);
  const units = name.startsWith("pii") ? { ...ORDINARY, ...HOSTILE } : ORDINARY;
  for (const [kind, unit] of Object.entries(units)) {
    const text = unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);
    const { best, median } = measure(() =>
      checkTexts(input, [{ text, role: "user", path: "text" }], { where: "input" }),
    );
    rows.push({ guardrail: name, text: kind, best: best.toFixed(1), median: median.toFixed(1) });
  }
}
console.table(rows);

const { output } = compileGuardrails([{ name: "g", type: "pii", behavior: "redact" }]);
const answer = (ORDINARY["prose"] ?? "").repeat(160).slice(0, 20_000);
const { best } = measure(() => {
  const window = openWindow(output.local, { where: "output", role: "assistant" });
  for (let at = 0; at < answer.length; at += 4) window.push(answer.slice(at, at + 4));
  window.end();
});
console.log(`stream of 5,000 pieces: ${((best * 1_000) / 5_000).toFixed(2)} µs a piece`);

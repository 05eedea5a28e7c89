import { describe, expect, it } from "vitest";
import { exportCode } from "./export-code.ts";

const URL_ = "http://localhost:4001";
const REQUEST = {
  headers: { "x-no-cache": "true" },
  body: {
    model: "mock/echo",
    messages: [{ role: "user", content: 'It\'s "so"\n$HOME `x`' }],
    temperature: 0,
    "x-fallback-chain": ["mock/priced"],
    tools: [],
    seed: null,
    user: true,
  },
};

describe("a request as code", () => {
  it("for a shell is quoted so that nothing in it is the shell's", () => {
    const code = exportCode("curl", REQUEST, URL_);
    expect(code).toContain('-H "Authorization: Bearer $LLM_GATEWAY_API_KEY"');
    expect(code).toContain('-H "x-no-cache: true"');
    const [, quoted = ""] = / -d '(.*)'$/s.exec(code) ?? [];
    // Between single quotes a shell knows nothing but their end.
    const pieces = quoted.split(`'\\''`);
    expect(pieces.join("")).not.toContain("'");
    expect(JSON.parse(pieces.join("'"))).toEqual({ ...REQUEST.body, stream: true });
  });

  it("for Python has what the SDK does not know in extra_body, in Python's words", () => {
    const code = exportCode("python", REQUEST, URL_);
    expect(code).toContain('    model="mock/echo",\n');
    expect(code).toMatch(
      /extra_body=\{\n {8}"x-fallback-chain": \[\n {12}"mock\/priced",\n {8}\],\n {8}"user": True,\n {4}\}/,
    );
    expect(code).toContain("    seed=None,\n");
    expect(code).toContain('extra_headers={\n        "x-no-cache": "true",\n    },');
  });

  it("for TypeScript streams, and leaves long images out", () => {
    const image = `data:image/png;base64,${"A".repeat(500)}`;
    const messages = [{ role: "user", content: [{ type: "image_url", image_url: { url: image } }] }];
    const code = exportCode("typescript", { headers: {}, body: { model: "m", messages } }, URL_);
    expect(code).toContain('"stream": true');
    expect(code).toContain('"url": "data:image/png;base64,…"');
  });
});

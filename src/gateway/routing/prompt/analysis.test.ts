import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block } from "../../../canonical/blocks.ts";
import type { ChatRequest } from "../../../canonical/request.ts";
import { categoryPredictor, PREDICTORS } from "../predict/predictors.ts";
import { servingChance } from "../predict/serving.ts";
import { analysePrompt, type PromptAnalysis } from "./analysis.ts";
import { CATEGORIES, type Category } from "./categories.ts";

const text = (value: string): Block => ({ kind: "text", text: value });
const user = (...blocks: Block[]): ChatRequest["messages"][number] => ({ role: "user", blocks });
const chat = (messages: ChatRequest["messages"], more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: "auto",
  messages,
  stream: false,
  unmapped: [],
  ...more,
});
const read = (value: string, more: Partial<ChatRequest> = {}, max?: number): PromptAnalysis =>
  analysePrompt(chat([user(text(value))], more), max);

describe("the kind of task", () => {
  it.each<[Category, string]>([
    ["chat", "hi"],
    ["chat", "Thanks a lot!"],
    ["knowledge", "What is the capital of Australia?"],
    ["knowledge", "Warum ist der Himmel blau?"],
    ["writing", "Write a haiku about rain."],
    ["writing", "Schreibe ein Gedicht über den Herbst"],
    ["translation", "Translate to French: where is the station?"],
    ["translation", "Übersetze ins Englische: guten Tag"],
    ["summary", "Summarize the following text in one sentence: the council met on Monday."],
    ["classification", "Is the sentiment of this review positive or negative?"],
    ["extraction", "Extract the names and dates as JSON with these fields."],
    ["math", "Calculate the integral of x^2 from 0 to 1."],
    ["coding", "Write a Python function that parses a URL."],
    ["coding", "Why does this fail?\n```\nfor (let i = 0; i < n; i++) { f(i); }\n```"],
    ["reasoning", "Here is a logic puzzle: deduce who is older."],
    ["roleplay", "Pretend you are a pirate and greet me"],
    ["knowledge", ""],
  ])("is %s: %s", (category, prompt) => {
    expect(read(prompt).category).toBe(prompt === "" ? "chat" : category);
  });
  it("is an agent's where tools have answered, and the question before it counts", () => {
    const messages = [
      user(text("Fix the failing test in the repository")),
      { role: "assistant" as const, blocks: [{ kind: "tool-call" as const, id: "1", name: "run", arguments: "{}" }] },
      user({ kind: "tool-result", toolCallId: "1", content: [{ kind: "text", text: "1 failed" }] }),
    ];
    expect(analysePrompt(chat(messages), undefined)).toMatchObject({ category: "agentic", chars: 38, turns: 1 });
  });
});

describe("difficulty", () => {
  it.each<[string, string, string]>([
    [
      "a proof is harder than a product",
      "What is 17 times 4?",
      "Prove the theorem rigorously and derive the optimal bound.",
    ],
    [
      "conditions make it harder",
      "Write an email to Ann.",
      "Write an email to Ann. It must contain exactly 5 sentences, each without the letter e, unless it is a name.",
    ],
    [
      "a simple one is easier",
      "Write a function that sorts a list.",
      "Write a simple, basic function that sorts a list, for a beginner.",
    ],
  ])("%s", (_name, easier, harder) => {
    const [a, b] = easier.includes("function") ? [harder, easier] : [easier, harder];
    expect(read(a).difficulty).toBeLessThan(read(b).difficulty);
  });
  it("grows with tools and with the effort that is asked for", () => {
    const plain = read("Plan my trip").difficulty;
    expect(read("Plan my trip", { tools: [{ name: "f", parameters: {} }] }).difficulty).toBeGreaterThan(plain);
    expect(read("Plan my trip", { reasoning: { effort: "high" } }).difficulty).toBeGreaterThan(plain);
  });
});

describe("the expected answer", () => {
  it.each<[string, number, number]>([
    ["Write an essay of 800 words about trees.", 1_080, 1_080],
    ["Answer in 2 sentences: why is the sky blue?", 45, 55],
    ["Classify the sentiment: I love it", 1, 30],
    ["Write a detailed guide to bread.", 600, 1_500],
    [`Translate to German: ${"word ".repeat(400)}`, 450, 600],
  ])("%s", (prompt, least, most) => {
    const { outputTokens } = read(prompt);
    expect(outputTokens).toBeGreaterThanOrEqual(least);
    expect(outputTokens).toBeLessThanOrEqual(most);
  });
  it("is never longer than the caller lets it be", () => {
    expect(read("Write an essay of 800 words.", {}, 100).outputTokens).toBe(100);
  });
});

describe("the language", () => {
  it.each([
    ["en", "What is the best way to cook rice with beans?"],
    ["de", "Wie kann ich das mit einer Liste machen, und ist es nicht zu langsam?"],
    ["fr", "Comment est-ce que je fais une liste pour les enfants avec le chien ?"],
    ["ja", "東京の天気はどうですか"],
    ["zh", "北京的天气怎么样"],
    ["ko", "오늘 날씨가 어때요"],
    ["ru", "Какая сегодня погода?"],
    ["ar", "كيف الطقس اليوم"],
    ["und", "xyzzy"],
  ])("is %s: %s", (language, prompt) => {
    expect(read(prompt).language).toBe(language);
  });
});

describe("any prompt", () => {
  it("is read within bounds, the same each time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (value) => {
        const analysis = read(value);
        expect(analysis.difficulty).toBeGreaterThanOrEqual(0);
        expect(analysis.difficulty).toBeLessThanOrEqual(1);
        expect(Number.isInteger(analysis.outputTokens)).toBe(true);
        expect(CATEGORIES).toContain(analysis.category);
        expect(read(value)).toEqual(analysis);
        for (const predictor of PREDICTORS) {
          const [weak = -1, strong = -1, unknown = -1] = predictor.predict(
            analysis,
            [
              { modelId: "a", quality: 0.4 },
              { modelId: "b", quality: 0.9 },
              { modelId: "c", quality: null },
            ],
            () => 0,
          );
          expect(weak).toBeGreaterThan(0);
          expect(strong).toBeGreaterThan(weak);
          expect(strong).toBeLessThan(1);
          expect(unknown).toBeLessThan(weak);
        }
      }),
      { numRuns: 200 },
    );
  });
  it("of any length takes no longer than its first and last characters", () => {
    const long = read("a ".repeat(3_000_000));
    expect(long.chars).toBe(6_000_000);
    const many = analysePrompt(chat(Array.from({ length: 5_000 }, () => user(text("x".repeat(2_000))))), undefined);
    expect(many.turns).toBe(50);
  });
  it("of many blocks is read in pieces that stay small", () => {
    const blocks = Array.from({ length: 2_000 }, (_x, i) => text(`block ${i} ${"y".repeat(100)}`));
    expect(analysePrompt(chat([user(...blocks)]), undefined).chars).toBeGreaterThan(200_000);
  });
});

describe("predictions", () => {
  it("want a better model for what is harder", () => {
    expect(servingChance(0.6, 0.1)).toBeGreaterThan(0.9);
    expect(servingChance(0.6, 0.9)).toBeLessThan(0.4);
  });
  it("heed what was learned of a model", () => {
    const [before = 0] = categoryPredictor.predict(read("Prove it"), [{ modelId: "m", quality: 0.6 }], () => 0);
    const [after = 0] = categoryPredictor.predict(read("Prove it"), [{ modelId: "m", quality: 0.6 }], () => -0.2);
    expect(after).toBeLessThan(before);
  });
});

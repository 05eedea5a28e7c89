import { parseArgs } from "node:util";
import type { Predictor } from "../src/gateway/routing/predict/predictor.ts";
import { PREDICTORS } from "../src/gateway/routing/predict/predictors.ts";
import { analysePrompt } from "../src/gateway/routing/prompt/analysis.ts";
import { type OutcomeTable, readOutcomeTables } from "./lib/outcome-tables.ts";
import { PROMPT_SAMPLE } from "./lib/prompt-sample.ts";
import { type Curve, curveOf } from "./lib/routing-curve.ts";

const HELP = `node bench/auto-routing.ts [--data <checkout of lm-sys/RouteLLM>]

How well the predictors of 'auto' tell prompts that need a strong model from those that do not.
With --data: on published outcomes of two models. Without: on a small sample labelled by our own judgement.`;

const { values } = parseArgs({ options: { data: { type: "string" }, help: { type: "boolean" } } });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

/** Scores of a pair that is to be told apart: far enough from each other that the choice matters. */
const PAIR = [
  { modelId: "weak", quality: 0.5 },
  { modelId: "strong", quality: 0.9 },
] as const;

/** How much a predictor would give for the strong model: the quality that it expects to gain. */
function gains(predictor: Predictor, prompts: readonly string[]): number[] {
  return prompts.map((text) => {
    const chat = {
      model: "auto",
      messages: [{ role: "user", blocks: [{ kind: "text", text }] }],
      stream: false,
      unmapped: [],
    } as const;
    const [weak = 0, strong = 0] = predictor.predict(analysePrompt(chat, undefined), PAIR, () => 0);
    return strong - weak;
  });
}

function show({ name, prompts, outcomes }: OutcomeTable): void {
  const mean = (all: readonly number[]): string => (all.reduce((sum, one) => sum + one, 0) / all.length).toFixed(3);
  console.log(
    `\n${name}: ${prompts.length} prompts; weak ${mean(outcomes.map((one) => one.weak))}, strong ${mean(outcomes.map((one) => one.strong))}`,
  );
  if (outcomes.reduce((sum, { weak, strong }) => sum + strong - weak, 0) <= 0) {
    console.log("The strong model gains nothing here, so there is nothing to route.");
    return;
  }
  console.log("router      CPT50  CPT80   APGR   gap recovered at 10 … 90 % of calls to the strong model");
  const oracle = outcomes.map(({ weak, strong }) => strong - weak);
  const routers: [string, Curve][] = [
    [
      "random",
      curveOf(
        outcomes,
        outcomes.map(() => 0),
      ),
    ],
    ...PREDICTORS.map((one): [string, Curve] => [one.name, curveOf(outcomes, gains(one, prompts))]),
    ["oracle", curveOf(outcomes, oracle)],
  ];
  for (const [router, curve] of routers) {
    const percent = (share: number): string => `${(share * 100).toFixed(1)}`.padStart(5);
    const points = curve.recovered.map((one) => `${Math.round(one * 100)}`.padStart(4)).join("");
    console.log(
      `${router.padEnd(10)} ${percent(curve.cpt50)}  ${percent(curve.cpt80)}  ${curve.apgr.toFixed(3)}  ${points}`,
    );
  }
}

console.log(
  "CPT50, CPT80: percent of calls to the strong model that recover 50 and 80 % of the quality gap (less is better).\n" +
    "APGR: area under the recovered gap (0.5 is chance). The predictors were not trained on any of these prompts.",
);
if (values.data === undefined) {
  console.log(
    "\nMeasured: agreement with the labels of our own sample (bench/lib/prompt-sample.ts), written by the predictors' authors.\n" +
      "It shows that nothing is broken, not how good routing is. For published outcomes, see --help.",
  );
  show({
    name: "own sample",
    prompts: PROMPT_SAMPLE.map(({ text }) => text),
    outcomes: PROMPT_SAMPLE.map(({ needsStrong }) => ({ weak: needsStrong ? 0 : 1, strong: 1 })),
  });
} else {
  const tables = readOutcomeTables(values.data);
  if (tables.length === 0) {
    console.error(
      `There are no outcome tables under ${values.data}: a checkout of lm-sys/RouteLLM has them in routellm/evals.`,
    );
    process.exit(1);
  }
  console.log("\nMeasured: outcomes of Mixtral-8x7B and GPT-4 published with RouteLLM (Apache-2.0), zero-shot.");
  for (const one of tables) show(one);
}

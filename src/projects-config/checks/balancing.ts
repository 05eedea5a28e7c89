import {
  type CheckInput,
  checkKnown,
  checkUnique,
  knownNames,
  nameAt,
  namesOf,
  type Part,
  partAt,
  partsOf,
} from "./part.ts";

/** Which members belong to which way of balancing. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  ROUND_ROBIN: ["models"],
  WEIGHTED_ROUND_ROBIN: ["weights"],
  CANARY: ["stable", "canaries", "sticky_by"],
};
const NEEDED: Readonly<Record<string, string>> = { WEIGHTED_ROUND_ROBIN: "weights", CANARY: "canaries" };

/** Members of the chosen way alone, models of the route, percentages that leave something. */
export function checkBalancing(route: Part, note: CheckInput["note"]): void {
  const balancing = partAt(route, "balancing");
  if (balancing === undefined) return;
  const { members, path } = balancing;
  const algorithm = members["algorithm"] ?? "ROUND_ROBIN";
  if (typeof algorithm !== "string" || !Object.hasOwn(MEMBERS, algorithm)) return;
  for (const [other, names] of Object.entries(MEMBERS)) {
    for (const name of other === algorithm ? [] : names) {
      if (members[name] !== undefined) {
        note({ path: [...path, name], on: "key", message: `belongs to ${other}, and the algorithm is ${algorithm}` });
      }
    }
  }
  const needed = NEEDED[algorithm];
  if (needed !== undefined && members[needed] === undefined) {
    note({ path: [...path, needed], message: `is missing: ${algorithm} needs it` });
  }
  const stable = nameAt(balancing, "stable");
  const listed = ["weights", "canaries"].map((list) =>
    partsOf(balancing, list).flatMap((one) => nameAt(one, "model_id") ?? []),
  );
  const named = [namesOf(balancing, "models"), ...listed];
  const models = namesOf(route, "chat_models").map(({ name }) => name);
  const known = knownNames(models);
  checkKnown(
    [...named.flat(), ...(stable === undefined ? [] : [stable])],
    known,
    "chat model of this route named",
    note,
  );
  for (const list of named) checkUnique(list, "the model", note);
  checkCanaries(balancing, stable?.name ?? models[0], note);
}

function checkCanaries(balancing: Part, stable: string | undefined, note: CheckInput["note"]): void {
  const canaries = partsOf(balancing, "canaries");
  let sum = 0;
  for (const { path, members } of canaries) {
    if (members["model_id"] === stable)
      note({ path: [...path, "model_id"], message: "is the stable model, which gets the rest" });
    if (typeof members["percent"] !== "number") continue;
    sum += members["percent"];
    if (sum > 100) note({ path: [...path, "percent"], message: `makes ${sum} % together: more than 100` });
  }
}

import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { makeChooser } from "../../gateway/routes/choosers/make-chooser.ts";
import { readProjectConfig } from "../read-config.ts";

const FOLDER = fileURLToPath(new URL("../examples/", import.meta.url));
const FILES = globSync("{routing,balancing}-*.yaml", { cwd: FOLDER });

it.each(FILES)("what %s says can be made a chooser, among models of its route alone", (file) => {
  const { config } = readProjectConfig(readFileSync(FOLDER + file, "utf8"));
  const made = Object.entries(config?.routes ?? {}).flatMap(([route, { chat_models: chatModels = [], ...said }]) => {
    const routing = config?.routing?.find(({ name }) => name === said.routing);
    const chooser = makeChooser({ projectSlug: "p", route, chatModels, routing, balancing: said.balancing });
    return chooser === undefined ? [] : [{ chooser, chatModels }];
  });
  expect(made.length).toBeGreaterThan(0);
  for (const { chooser, chatModels } of made) expect(chatModels).toEqual(expect.arrayContaining([...chooser.models]));
});

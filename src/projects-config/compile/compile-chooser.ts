import type { Chooser } from "../../gateway/routes/choosers/chooser.ts";
import { makeChooser } from "../../gateway/routes/choosers/make-chooser.ts";
import type { ServedFrom } from "../../gateway/routes/served-route.ts";
import type { ProjectConfig } from "../schema/project-config.ts";
import type { ConfigRoute } from "../schema/route.ts";

/** What chooses among a route's chat models; undefined where its list or its strategy does. */
export function chooserOf(
  { chat_models: chatModels = [], routing: wanted, balancing }: ConfigRoute,
  name: string,
  { routing = [] }: ProjectConfig,
  { projectSlug }: ServedFrom,
): Chooser | undefined {
  const rule = routing.find((one) => one.name === wanted);
  return makeChooser({ projectSlug, route: name, chatModels, routing: rule, balancing });
}

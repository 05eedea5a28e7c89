import type { Chooser } from "../../gateway/routes/choosers/chooser.ts";
import type { ProjectConfig } from "../schema/project-config.ts";
import type { ConfigRoute } from "../schema/route.ts";
import type { Compiling } from "./compiling.ts";

export function chooserOf(_route: ConfigRoute, _config: ProjectConfig, _compiling: Compiling): Chooser | undefined {
  return undefined;
}

import { type ConfigPath, shown } from "../config-error.ts";
import { secretNameOf } from "../secret-ref.ts";
import { MODEL_KINDS } from "./models.ts";
import { type CheckInput, nameAt, partsOf } from "./part.ts";

/** Secrets and files of prompts that are referred to and do not exist. What cannot be looked up is not checked. */
export function checkSecrets(
  { root, note }: CheckInput,
  {
    secrets,
    prompts,
  }: {
    readonly secrets?: ((name: string) => boolean) | undefined;
    readonly prompts?: ((name: string) => boolean) | undefined;
  },
): void {
  if (secrets !== undefined) {
    visit(root.members, [], (text, path) => {
      const name = secretNameOf(text);
      if (name !== undefined && !secrets(name)) note({ path, message: `there is no secret ${shown(name)}` });
    });
  }
  if (prompts === undefined) return;
  for (const ref of MODEL_KINDS.flatMap(({ list }) => partsOf(root, list)).flatMap(
    (model) => nameAt(model, "prompt_ref") ?? [],
  )) {
    if (!prompts(ref.name)) note({ path: ref.path, message: `there is no prompt ${shown(ref.name)}` });
  }
}

function visit(value: unknown, path: ConfigPath, see: (text: string, path: ConfigPath) => void): void {
  if (typeof value === "string") see(value, path);
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index], see);
  else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) visit(item, [...path, name], see);
  }
}

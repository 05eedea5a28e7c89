import type { ProjectConfigActor } from "../../../src/client/api.ts";
import { useMe } from "../../api/identity.ts";

/** Who did something: a person, or a token by its name. */
export function Actor({ actor }: { readonly actor: ProjectConfigActor }) {
  const { user } = useMe();
  if (actor.kind === "user" && actor.id === user.id) return "you";
  if (actor.kind === "token") return `token ${actor.label ?? actor.id ?? ""}`;
  return actor.label ?? actor.kind;
}

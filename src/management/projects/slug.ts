import { z } from "@hono/zod-openapi";
import { fail } from "../../errors/gateway-error.ts";
import { PROVIDER_IDS } from "../../providers/registry.ts";

const LENGTH_MAX = 63;
/** Leaves room for a suffix. */
const DERIVED_MAX = 48;
const SHAPE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** In `<name>/<model>` a provider's id is looked for before a project's slug, and `auto` means the router. */
export function isReservedSlug(slug: string): boolean {
  return slug === "auto" || PROVIDER_IDS.has(slug);
}

export const slug = z
  .string()
  .min(1)
  .max(LENGTH_MAX)
  .regex(SHAPE, "must be lower-case letters and digits, with single hyphens between")
  .refine((text) => !isReservedSlug(text), "is the id of a provider, or 'auto'; choose another")
  .openapi({ example: "production-api" });

/** A slug made of a name: `Größe & Co` is `grosse-co`; a name without a letter or digit of ours is `project`. */
export function slugOf(name: string): string {
  const ascii = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss");
  const derived = ascii
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, DERIVED_MAX)
    .replace(/^-+|-+$/g, "");
  if (derived === "") return "project";
  return isReservedSlug(derived) ? `${derived}-project` : derived;
}

/** The slug itself, or with the least number from 2 on that makes it one that is not taken. */
export function freeSlug(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

export function slugTaken(slug: string): Error {
  return fail("conflict", { message: `Another project of this organization has the slug '${slug}'.`, param: "slug" });
}

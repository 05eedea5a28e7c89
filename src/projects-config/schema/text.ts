import { z } from "zod";
import { secretNameOf } from "../secret-ref.ts";

const ID_MAX = 128;
const LINE_MAX = 2_048;
export const PROMPT_MAX = 200_000;

/** A handle that other parts name. */
export const id = z
  .string()
  .min(1)
  .max(ID_MAX)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/,
    "must begin with a letter or digit and hold letters, digits and . _ : / @ - only",
  );

/** Text that may be a secret. */
export const line = z.string().min(1).max(LINE_MAX);

/** An address that may be a secret. */
export const url = line.refine(isHttpUrl, "must be an http:// or https:// URL, or a !secret");

/** Name of a file of prompts, below the directory of prompts. */
export const promptFile = z
  .string()
  .max(255)
  .regex(
    /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]*$/,
    "must be a file's name below the directory of prompts, without '..'",
  );

/** A share from 0 to 1. */
export const share = z.number().min(0).max(1);

function isHttpUrl(text: string): boolean {
  if (secretNameOf(text) !== undefined) return true;
  if (!/^https?:\/\//i.test(text)) return false;
  return URL.canParse(text);
}

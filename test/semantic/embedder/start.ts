import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { installEmbedder } from "./install.ts";

const SERVER = fileURLToPath(new URL("serve.py", import.meta.url));

export interface Embedder {
  /** The base address of an OpenAI-compatible service: `<baseUrl>/embeddings`. */
  readonly baseUrl: string;
  embed(texts: readonly string[]): Promise<number[][]>;
  stop(): void;
}

/** Starts a real embedding model behind OpenAI's wire, or says why it cannot. */
export async function startEmbedder(): Promise<Embedder | { readonly missing: string }> {
  const installed = await installEmbedder();
  if ("missing" in installed) return installed;
  const env = { PATH: process.env["PATH"] ?? "", PYTHONDONTWRITEBYTECODE: "1", OPENBLAS_NUM_THREADS: "1" };
  const child = spawn(installed.python, [SERVER], { stdio: ["ignore", "pipe", "inherit"], env });
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the embedder ended with ${code}`)));
    child.once("error", reject);
  });
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  return {
    baseUrl,
    embed: async (texts) => {
      const response = await fetch(`${baseUrl}/embeddings`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: "all-minilm-l6-v2", input: texts }),
      });
      const { data } = (await response.json()) as { data: { embedding: number[] }[] };
      return data.map(({ embedding }) => embedding);
    },
    stop: () => child.kill(),
  };
}

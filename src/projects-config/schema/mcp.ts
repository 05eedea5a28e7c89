import { z } from "zod";
import { line, url } from "./text.ts";

/** Headers that belong to HTTP, to the protocol or to the gateway. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "content-type",
  "accept",
  "connection",
  "transfer-encoding",
  "te",
  "upgrade",
  "mcp-session-id",
  "mcp-protocol-version",
  "x-rb-tags",
  "authorization",
]);

const headerName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "must be a header's name");
const allowed = z.array(z.string().min(1).max(512)).max(1_000).nullable().optional();

const common = {
  alias: z
    .string()
    .max(64)
    .regex(/^(?!.*__)[^\s/]+$/, "must have no blanks, no '/' and no '__'")
    .describe("Stands before the names of its tools, with '__' between"),
  timeout: z.number().min(0.1).max(600).default(30).describe("Seconds"),
  allowed_tools: allowed.describe("All when absent or null, none when empty"),
  allowed_prompts: allowed,
  allowed_resources: allowed,
};

/** A server of tools. */
export const mcpServerSchema = z
  .discriminatedUnion("transport", [
    z.strictObject({
      ...common,
      transport: z.literal("streamable_http"),
      url,
      headers: z.record(headerName, line).optional(),
      forward_headers: z
        .array(
          headerName.refine(
            (name) => !NOT_FORWARDED.has(name.toLowerCase()),
            "cannot be forwarded; callers give a server's authorization as x-mcp-<alias>-authorization",
          ),
        )
        .max(50)
        .optional()
        .describe("Headers of callers that are passed on"),
    }),
    z.strictObject({
      ...common,
      transport: z.literal("stdio"),
      command: line,
      args: z.array(z.string().max(4_096)).max(100).optional(),
      env: z.record(z.string().max(128), z.string().max(20_000)).optional(),
      cwd: line.optional(),
    }),
  ])
  .meta({ title: "MCP server" });

export type ConfigMcpServer = z.output<typeof mcpServerSchema>;

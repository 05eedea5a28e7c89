import { type Command, Option } from "commander";
import type { CliContext } from "../context.ts";
import { UsageError } from "../exit-codes.ts";
import { showList, showOne } from "../output.ts";
import { everyPage } from "../pages.ts";

interface CreateOptions {
  readonly organization?: string;
  readonly mode?: "api-keys" | "credits" | "hybrid";
}

/** `projects list|create|archive|delete`. */
export function addProjects(program: Command, context: () => CliContext): void {
  const projects = program.command("projects").description("projects, which keys belong to");
  projects
    .command("list")
    .option("--organization <id>", "of one organization")
    .action(async ({ organization }: { readonly organization?: string }) => {
      const { output, client } = context();
      const api = client();
      const all = await everyPage(async (cursor) => {
        const query = { ...(organization === undefined ? {} : { organizationId: organization }), ...cursor };
        const page = await api.call("getProjects", { query });
        return { rows: page.projects, nextCursor: page.nextCursor };
      });
      showList(output, { projects: all }, all, {
        ID: ({ id }) => id,
        NAME: ({ name }) => name,
        MODE: ({ mode }) => mode,
        STATUS: ({ status }) => status,
        CREATED: ({ createdAt }) => createdAt,
      });
    });
  projects
    .command("create <name>")
    .option("--organization <id>", "needed by those who belong to several")
    .addOption(new Option("--mode <mode>", "how requests are paid").choices(["api-keys", "credits", "hybrid"]))
    .action(async (name: string, { organization, mode }: CreateOptions) => {
      const { output, client } = context();
      const body = {
        name,
        ...(organization === undefined ? {} : { organizationId: organization }),
        ...(mode === undefined ? {} : { mode }),
      };
      showOne(output, await client().call("postProjects", { body }));
    });
  projects
    .command("archive <id>")
    .description("answer the project's requests with 410 from now on")
    .action(async (id: string) => {
      const { output, client } = context();
      showOne(output, await client().call("postProjectsByIdArchive", { path: { id } }));
    });
  projects
    .command("delete <id>")
    .description("delete a project for good, with its keys; running requests end")
    .option("--yes", "really")
    .action(async (id: string, { yes }: { readonly yes?: boolean }) => {
      if (yes !== true) throw new UsageError("Deleting a project cannot be undone. Say --yes if you mean it.");
      const { output, client } = context();
      showOne(output, await client().call("deleteProjectsById", { path: { id } }));
    });
}

import { CatalogFileError } from "./catalog/open-catalog.ts";
import { createLog } from "./observability/log.ts";
import { PROVIDERS } from "./providers/registry.ts";
import { environment, notYet, readSettings, SettingsError } from "./settings.ts";
import { type Service, start } from "./start.ts";
import { StoreStartError } from "./store/store-start-error.ts";
import { welcome } from "./welcome.ts";

const CRASH_PATIENCE_MS = 5_000;

/** Starts the service, or says in one line why it cannot. */
async function main(): Promise<void> {
  const settings = readSettings(environment(), PROVIDERS);
  const log = createLog(settings.LOG_LEVEL);
  for (const line of notYet(settings)) log.warn(line);
  const service = await start(settings, log);
  process.stdout.write(welcome(service, settings));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(service, signal));
  process.on("unhandledRejection", (err) => log.error({ err }, "A promise was rejected and nobody noticed."));
  process.once("uncaughtException", (err) => void crash(service, log, err));
}

/**
 * After an exception that nobody caught the state of the process is not known, so it ends with a failure; the requests
 * that run get a short time, and what is in the journal's memory is written down.
 */
async function crash(service: Service, log: ReturnType<typeof createLog>, err: unknown): Promise<void> {
  log.fatal({ err }, "An exception was not caught; the service ends.");
  // A second one while stopping must not end the stopping.
  process.on("uncaughtException", (more) => log.fatal({ err: more }, "An exception was not caught."));
  setTimeout(() => process.exit(1), CRASH_PATIENCE_MS);
  await service.stop().catch((error: unknown) => log.error({ err: error }, "The service did not stop cleanly."));
  process.exit(1);
}

async function stop(service: Service, signal: string): Promise<void> {
  process.stdout.write(`${signal}: finishing running requests\n`);
  await service.stop();
  process.exit(0);
}

/** The line an operator reads, for the errors that an operator can mend. */
function oneLine(error: unknown): string | undefined {
  if (error instanceof SettingsError || error instanceof StoreStartError || error instanceof CatalogFileError)
    return error.message;
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  const { port, address } = error as { port?: number; address?: string };
  if (error.code === "EADDRINUSE") return `Port ${port} is in use. Stop what listens there, or set PORT to another.`;
  if (error.code === "EACCES") return `Listening on port ${port} is not permitted. Set PORT to one above 1024.`;
  if (error.code === "ENOTFOUND" || error.code === "EAI_AGAIN")
    return "HOST is not an address and not a name that resolves.";
  if (error.code === "EADDRNOTAVAIL") return `HOST ${address} is not an address of this machine.`;
  return undefined;
}

main().catch((error: unknown) => {
  const line = oneLine(error);
  process.stderr.write(
    line === undefined ? `llm-gateway: cannot start: ${(error as Error).stack}\n` : `llm-gateway: ${line}\n`,
  );
  process.exit(1);
});

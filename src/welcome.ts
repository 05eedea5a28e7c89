import type { Settings } from "./settings.ts";
import type { Service } from "./start.ts";

/** What is printed when the service listens; secrets only at the very first start. */
export function welcome(service: Service, settings: Settings): string {
  const host = settings.HOST === "0.0.0.0" || settings.HOST === "::" ? "localhost" : settings.HOST;
  const url = `http://${host}:${service.port}`;
  const lines = [`LLM Gateway is listening on ${url}`];
  if (settings.ROLES.includes("api")) lines.push(`Dashboard: ${url}/dashboard`);
  const { firstStart } = service;
  if (firstStart !== null) {
    lines.push(
      "",
      "First start. These are shown once; keep them:",
      `  API key   ${firstStart.apiKey}`,
      `  Sign in   ${firstStart.email}${firstStart.password === null ? "" : ` / ${firstStart.password}`}`,
      "",
      "Try it:",
      `  curl ${url}/v1/chat/completions \\`,
      `    -H "Authorization: Bearer ${firstStart.apiKey}" \\`,
      `    -H "Content-Type: application/json" \\`,
      `    -d '{"model": "mock/echo", "messages": [{"role": "user", "content": "Hello, world!"}]}'`,
      "",
      "Then connect a provider in the dashboard; or set its key, such as OPENAI_API_KEY, and start again.",
    );
  }
  return `${lines.join("\n")}\n`;
}

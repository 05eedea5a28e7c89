import { urlOf } from "../../api/call.ts";

/**
 * Leaves for the identity provider of the organization that an email belongs to. Gives the sentence to show where there
 * is none; a browser that was simply sent there would be shown JSON.
 */
export async function beginSso(email: string, returnTo: string): Promise<string | null> {
  const url = urlOf("getAuthSsoStart", { query: { email, returnTo } });
  const response = await fetch(url, { redirect: "manual" });
  if (response.type === "opaqueredirect") {
    location.assign(url);
    return null;
  }
  const { message } = (await response.json()) as { message?: string };
  return message ?? "Single sign-on could not begin.";
}

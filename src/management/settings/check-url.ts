import { assertPublicUrl } from "../../net-guard/assert-public-url.ts";
import { type Resolve, systemResolve } from "../../net-guard/resolve.ts";

/**
 * Checks a URL that is kept to be called later: as every URL of a user, but a name that cannot be resolved now is let
 * through. Whoever calls it checks the address again.
 */
export async function checkKeptUrl(
  url: string,
  options: { readonly param: string; readonly allowPrivate: boolean; readonly resolve?: Resolve },
): Promise<void> {
  let unresolved = false;
  const resolve: Resolve = async (name) => {
    const addresses = await (options.resolve ?? systemResolve)(name).catch(() => []);
    unresolved = addresses.length === 0;
    return addresses;
  };
  try {
    await assertPublicUrl(url, { ...options, resolve });
  } catch (error) {
    if (!unresolved) throw error;
  }
}

import { changeMasterKey } from "../master-key.ts";
import { type RotatedColumn, rotateMaster } from "../secrets/rotate-master.ts";
import type { Environment } from "../settings.ts";
import { UsageError } from "./exit-codes.ts";
import { type Local, withLocalStore } from "./local-store.ts";
import type { Output } from "./output.ts";

interface Rotated {
  readonly rewrapped: number;
  readonly columns: readonly RotatedColumn[];
}

/**
 * Moves all that is encrypted to a new master key. With ENCRYPTION_KEY the operator has put the new key there and the
 * old one into ENCRYPTION_KEY_PREVIOUS; else a new key takes the place of that in the data folder.
 */
export async function rotateMasterKey(env: Environment, output: Output): Promise<Rotated> {
  return await withLocalStore(env, async (local) => {
    const { ENCRYPTION_KEY: to, ENCRYPTION_KEY_PREVIOUS: from } = local.settings;
    if (to === undefined) return await inFolder(local, output);
    if (from === undefined) {
      throw new UsageError(
        "ENCRYPTION_KEY is set, so you make the new key: put it into ENCRYPTION_KEY and the old one into ENCRYPTION_KEY_PREVIOUS, restart the gateway with both, then run this again.",
      );
    }
    return toResult(await rotateMaster(local.store.db, Buffer.from(from, "hex"), Buffer.from(to, "hex")));
  });
}

async function inFolder({ dataDir, store }: Local, output: Output): Promise<Rotated> {
  const change = changeMasterKey(dataDir);
  const result = toResult(await rotateMaster(store.db, change.from, change.to));
  const kept = change.finish();
  output.note(`The new master key is in place. The old one is in ${kept}: backups need it. Keep it apart from them.`);
  return result;
}

/** Values that neither key opens were lost before; they are told of and do not stop a rotation. */
function toResult(columns: readonly RotatedColumn[]): Rotated {
  return { rewrapped: columns.reduce((sum, one) => sum + one.rewrapped, 0), columns };
}

import type { Catalog } from "../catalog/types.ts";
import { makeSigner } from "../gateway/upstream/signing/make-signer.ts";
import { signerDeps } from "../gateway/upstream/signing/signer-deps.ts";
import { guardedAgent } from "../net-guard/guarded-connect.ts";
import { cheapModels } from "./cheap-models.ts";
import { sendWith } from "./send.ts";
import type { Subject } from "./test-calls.ts";
import { type ConnectionTest, testConnection } from "./test-connection.ts";

export interface ConnectionTesterOptions {
  /** `ALLOW_PRIVATE_URLS`. */
  readonly allowPrivate: boolean;
  readonly connectTimeoutMs: number;
  /** Names the models that conversations are tried with. */
  readonly catalog: () => Catalog;
  /** Milliseconds since 1970, for credentials that expire. */
  readonly now: () => number;
}

/** Tests connections over the network. */
export interface ConnectionTester {
  test(subject: Subject): Promise<ConnectionTest>;
  close(): Promise<void>;
}

/** Makes the tester: users' URLs behind the guard, and never the machine's own identity. */
export function createConnectionTester(options: ConnectionTesterOptions): ConnectionTester {
  const { allowPrivate, connectTimeoutMs, catalog, now } = options;
  const agent = guardedAgent({ allowPrivate, connectTimeoutMs });
  const signers = signerDeps({ now, ownIdentity: false });
  return {
    test: (subject) =>
      testConnection(subject, {
        send: sendWith(agent),
        now: () => performance.now(),
        proofOf: (auth, fields) => makeSigner(auth, fields, signers),
        modelsOf: (providerId) => cheapModels(catalog(), providerId),
      }),
    close: () => agent.destroy(),
  };
}

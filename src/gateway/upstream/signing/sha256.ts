import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";

type Data = string | ArrayBuffer | ArrayBufferView;

/**
 * SHA-256, keyed when there is a secret, in the shape that the signature library wants. Node's own, because bodies with
 * images are megabytes: the library's JavaScript hash takes ten times as long, and nothing else runs meanwhile.
 */
export class Sha256 {
  readonly #secret: Data | undefined;
  #state: Hash | Hmac;

  constructor(secret?: Data) {
    this.#secret = secret;
    this.#state = begin(secret);
  }

  update(data: Data): void {
    this.#state.update(typeof data === "string" ? Buffer.from(data) : bytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#state.digest());
  }

  reset(): void {
    this.#state = begin(this.#secret);
  }
}

function begin(secret: Data | undefined): Hash | Hmac {
  if (secret === undefined) return createHash("sha256");
  return createHmac("sha256", typeof secret === "string" ? secret : bytes(secret));
}

function bytes(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

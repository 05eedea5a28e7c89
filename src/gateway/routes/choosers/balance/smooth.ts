interface Peer {
  readonly modelId: string;
  readonly weight: number;
  current: number;
}

/**
 * Gives each model its share in turns that are spread out: of weights 5, 1 and 1 come A A B A C A A. Models that cannot
 * be asked are left out, and the others keep their shares of each other. (The smooth weighted round robin of nginx.)
 */
export class SmoothTurns {
  readonly #peers: readonly Peer[];

  constructor(weights: readonly { readonly model_id: string; readonly weight: number }[]) {
    this.#peers = weights.map(({ model_id: modelId, weight }) => ({ modelId, weight, current: 0 }));
  }

  /** Whose turn it is; among all where none can be asked. */
  next(usable: (modelId: string) => boolean): string | undefined {
    const able = this.#peers.filter(({ modelId }) => usable(modelId));
    const peers = able.length > 0 ? able : this.#peers;
    let total = 0;
    let best: Peer | undefined;
    for (const peer of peers) {
      total += peer.weight;
      peer.current += peer.weight;
      if (best === undefined || peer.current > best.current) best = peer;
    }
    if (best !== undefined) best.current -= total;
    return best?.modelId;
  }
}

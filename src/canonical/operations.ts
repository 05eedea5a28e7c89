import type { MediaSource } from "./blocks.ts";

/**
 * What is asked and answered between two wires in operations that are no conversations. Fields of the caller's wire
 * without a place here are named in `unmapped` and become warnings.
 */
interface Asked {
  readonly model: string;
  readonly userId?: string | undefined;
  readonly unmapped: readonly string[];
}

export interface EmbedRequest extends Asked {
  /** Texts, or texts that the caller has cut into token ids already. */
  readonly inputs: readonly (string | readonly number[])[];
  readonly dimensions?: number | undefined;
  /** What the vectors are for, where the wire tells. */
  readonly purpose?: "query" | "document" | "classification" | "clustering" | "similarity" | undefined;
}

export interface EmbedAnswer {
  /** In the order of the inputs. How they are written is the caller's wire's business. */
  readonly vectors: readonly (readonly number[])[];
}

export interface ImageRequest extends Asked {
  readonly prompt: string;
  /** How many. */
  readonly count: number;
  /** `<width>x<height>`; undefined: the vendor decides. */
  readonly size?: string | undefined;
  readonly quality?: string | undefined;
  readonly background?: "transparent" | "opaque" | undefined;
  readonly outputFormat?: "png" | "jpeg" | "webp" | undefined;
  /** What is edited; empty for images made from text alone. */
  readonly sources: readonly MediaSource[];
  readonly mask?: MediaSource | undefined;
  /** How the caller wants the images: by link or inline. */
  readonly delivery?: "url" | "data" | undefined;
}

export interface ImageAnswer {
  readonly images: readonly {
    /** By link or inline. */
    readonly source: MediaSource;
    readonly revisedPrompt?: string | undefined;
  }[];
}

export interface SpeechRequest extends Asked {
  readonly text: string;
  readonly voice?: string | undefined;
  /** How it shall be spoken. */
  readonly instructions?: string | undefined;
  readonly format: "mp3" | "opus" | "aac" | "flac" | "wav" | "pcm";
  readonly speed?: number | undefined;
}

export interface SpeechAnswer {
  readonly contentType: string;
  readonly bytes: Buffer;
}

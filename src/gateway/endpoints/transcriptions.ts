import { openaiTranscriptions } from "../../dialects/openai-transcriptions/index.ts";
import type { Endpoint } from "../endpoint.ts";

export const transcriptions: Endpoint = {
  path: "/v1/audio/transcriptions",
  operation: "transcribe",
  dialect: openaiTranscriptions,
  chat: undefined,
};

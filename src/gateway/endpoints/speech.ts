import { openaiSpeech } from "../../dialects/openai-speech/index.ts";
import type { Endpoint } from "../endpoint.ts";

export const speech: Endpoint = {
  path: "/v1/audio/speech",
  operation: "speech",
  dialect: openaiSpeech,
  chat: undefined,
};

/** One model behind a name of your own, with a limit of requests. */
export const SINGLE_MODEL = `chat_models:
  - model_id: main
    model: openai/gpt-4o-mini
    credentials:
      api_key: !secret OPENAI_API_KEY
    params:
      temperature: 0.3

routes:
  assistant:
    chat_models: [main]
    rate_limiting:
      algorithm: fixed_window
      window_size: 1 minute
      max_requests: 120
`;

/** Three providers, one after the other, with deadlines and a stream that survives a break. */
export const FALLBACK_CHAIN = `chat_models:
  - model_id: first
    model: anthropic/claude-sonnet-4-5
    credentials:
      api_key: !secret ANTHROPIC_API_KEY
    retry_attempts: 1
  - model_id: second
    model: openai/gpt-4o
    credentials:
      api_key: !secret OPENAI_API_KEY
    retry_attempts: 1
  - model_id: third
    model: google-genai/gemini-2.5-flash
    credentials:
      api_key: !secret GEMINI_API_KEY

routes:
  reliable:
    chat_models: [first, second, third]
    fallback:
      - target: first
        fallbacks: [second, third]
      - target: second
        fallbacks: [third]
    recovery: splice
    hedge_after_ms: 8000
    deadlines:
      headers_ms: 20000
      first_token_ms: 30000
      idle_ms: 30000
      total_ms: 300000
`;

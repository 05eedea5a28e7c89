/** Five in a hundred users get the new model, always the same ones. */
export const CANARY = `chat_models:
  - model_id: current
    model: openai/gpt-4o-mini
    credentials:
      api_key: !secret OPENAI_API_KEY
  - model_id: new
    model: openai/gpt-4.1-mini
    credentials:
      api_key: !secret OPENAI_API_KEY

routes:
  assistant:
    chat_models: [current, new]
    balancing:
      algorithm: CANARY
      stable: current
      canaries:
        - model_id: new
          percent: 5
      sticky_by: user
    # When the new model fails, its users get the one that is proven.
    fallback:
      - target: new
        fallbacks: [current]
`;

/** Short questions go to a small model, long ones to a large one, and nobody spends more than the budget. */
export const COST_ROUTER = `chat_models:
  - model_id: small
    model: openai/gpt-4o-mini
    credentials:
      api_key: !secret OPENAI_API_KEY
  - model_id: large
    model: openai/gpt-4o
    credentials:
      api_key: !secret OPENAI_API_KEY

routing:
  - name: by-length
    type: deterministic
    rule: context_length
    default_model_id: small
    output_mapping:
      - model_id: small
        conditions:
          lte: 2000
      - model_id: large
        conditions:
          gte: 2001

routes:
  by-length:
    chat_models: [small, large]
    routing: by-length
    budget_limiting:
      algorithm: aligned_fixed_window
      window_size: 1 day
      max_budget: 25
  cheapest:
    chat_models: [small, large]
    strategy: cost
    budget_limiting:
      algorithm: aligned_fixed_window
      window_size: 1 day
      max_budget: 10
`;

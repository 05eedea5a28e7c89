/** Personal data is taken out, attempts to take over the model are refused, answers keep to the subject. */
export const GUARDED_SUPPORT_BOT = `chat_models:
  - model_id: support
    model: anthropic/claude-haiku-4-5
    credentials:
      api_key: !secret ANTHROPIC_API_KEY
    prompt: You help customers of our shop with orders, delivery and returns. Be short and friendly.
  - model_id: judge
    model: openai/gpt-4o-mini
    credentials:
      api_key: !secret OPENAI_API_KEY

guardrails:
  - name: injection
    type: prompt_injection
    where: input
    behavior: block
    response_message: I cannot help with that.
  - name: personal-data
    type: pii
    where: input
    behavior: tokenize
    parameters:
      types: [email, phone, credit_card, iban]
  - name: on-subject
    type: judge
    where: input
    behavior: soft_block
    response_message: I can help with orders, delivery and returns.
    parameters:
      prompt_ref: business_context_check.md
      business_context: A shop that sells household goods
      model_id: judge
  - name: no-promises
    type: contains
    where: output
    behavior: warn
    parameters:
      values: [guaranteed refund, legal advice]
      ignore_case: true

routes:
  support:
    chat_models: [support]
    guardrails: [injection, personal-data, on-subject, no-promises]
    rate_limiting:
      window_size: 1 minute
      max_requests: 60
`;

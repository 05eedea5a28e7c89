/** Chat and embeddings for retrieval; questions that were asked before are answered from the cache. */
export const RAG_SEMANTIC_CACHE = `chat_models:
  - model_id: answers
    model: openai/gpt-4o-mini
    credentials:
      api_key: !secret OPENAI_API_KEY
    params:
      temperature: 0
    prompt: |
      Answer from the passages that the user's message holds. If they do not say it, say that you do not know.

embedding_models:
  - model_id: vectors
    model: openai/text-embedding-3-small
    credentials:
      api_key: !secret OPENAI_API_KEY

routes:
  ask:
    chat_models: [answers]
    embedding_models: [vectors]
    caching:
      type: semantic
      embedding_model_id: vectors
      similarity_threshold: 0.92
      distance_metric: cosine
      dim: 1536
      ttl: 3600
    token_limiting:
      input:
        window_size: 1 hour
        max_token: 2000000
      output:
        window_size: 1 hour
        max_token: 200000
  index:
    embedding_models: [vectors]
    caching:
      type: exact
      ttl: 86400
`;

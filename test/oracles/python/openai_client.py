from openai import OpenAI

from common import API_KEY, MODELS, ORIGIN, caught, report, scripted

client = OpenAI(api_key=API_KEY, base_url=f"{ORIGIN}/v1", max_retries=0)
MESSAGES = [{"role": "user", "content": "hello"}]
TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}
    for name in ("get_weather", "get_time")
]


def stream(model, **extra):
    text, usages, finishes = "", [], []
    for chunk in client.chat.completions.create(model=model, messages=MESSAGES, stream=True, **extra):
        for choice in chunk.choices:
            text += choice.delta.content or ""
            if choice.finish_reason:
                finishes.append(choice.finish_reason)
        if chunk.usage:
            usages.append([chunk.usage.prompt_tokens, chunk.usage.completion_tokens])
    return {"text": text, "usages": usages, "finishes": finishes}


def tools(model):
    with client.chat.completions.stream(model=model, messages=MESSAGES, tools=TOOLS) as events:
        for _ in events:
            pass
        choice = events.get_final_completion().choices[0]
    calls = [[call.id, call.function.name, call.function.arguments] for call in choice.message.tool_calls]
    return {"finish": choice.finish_reason, "calls": calls}


def run(wire):
    model = MODELS[wire]
    whole = client.chat.completions.create(model=model, messages=MESSAGES)
    limited = scripted(wire, "limited")
    unknown = OpenAI(api_key="llm_gw_dev_unknown", base_url=f"{ORIGIN}/v1", max_retries=0)
    result = {
        "text": whole.choices[0].message.content,
        "finish": whole.choices[0].finish_reason,
        "usage": [whole.usage.prompt_tokens, whole.usage.completion_tokens, whole.usage.total_tokens],
        "model": whole.model,
        "stream": stream(model),
        "stream_with_usage": stream(model, stream_options={"include_usage": True}),
        "tools": tools(scripted(wire, "tools")),
        "limited": caught(lambda: client.chat.completions.create(model=limited, messages=MESSAGES)),
        "broken": caught(lambda: stream(scripted(wire, "broken"))),
        "unknown_key": caught(lambda: unknown.chat.completions.create(model=model, messages=MESSAGES)),
        "unknown_model": caught(lambda: client.chat.completions.create(model="gpt-4o-minni", messages=MESSAGES)),
    }
    if wire == "openai":
        asked = {"model": "openai/text-embedding-3-small", "input": ["one", "two"]}
        for key, extra in (("embeddings", {}), ("float_embeddings", {"encoding_format": "float"})):
            answer = client.embeddings.create(**asked, **extra)
            result[key] = [list(item.embedding) for item in answer.data]
    return result


report(run)

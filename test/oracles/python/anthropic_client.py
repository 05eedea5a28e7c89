from anthropic import Anthropic

from common import API_KEY, MODELS, ORIGIN, caught, report, scripted

client = Anthropic(api_key=API_KEY, base_url=ORIGIN, max_retries=0)
ASKED = {"max_tokens": 2000, "messages": [{"role": "user", "content": "hello"}]}
TOOLS = [{"name": name, "input_schema": {"type": "object"}} for name in ("get_weather", "get_time")]


def blocks(message):
    return [block.model_dump(exclude_none=True) for block in message.content]


def stream(model, **extra):
    with client.messages.stream(model=model, **ASKED, **extra) as events:
        return events.get_final_message()


def run(wire):
    model = MODELS[wire]
    whole = client.messages.create(model=model, **ASKED)
    streamed = stream(model)
    called = stream(scripted(wire, "tools"), tools=TOOLS)
    limited = scripted(wire, "limited")
    unknown = Anthropic(api_key="llm_gw_dev_unknown", base_url=ORIGIN, max_retries=0)
    return {
        "content": blocks(whole),
        "stop": whole.stop_reason,
        "usage": [whole.usage.input_tokens, whole.usage.output_tokens],
        "model": whole.model,
        "streamed": blocks(streamed),
        "streamed_output": streamed.usage.output_tokens,
        "tools": blocks(called),
        "tools_stop": called.stop_reason,
        "counted": client.messages.count_tokens(model=model, messages=ASKED["messages"]).input_tokens,
        "limited": caught(lambda: client.messages.create(model=limited, **ASKED)),
        "broken": caught(lambda: stream(scripted(wire, "broken"))),
        "unknown_key": caught(lambda: unknown.messages.create(model=model, **ASKED)),
        "unknown_model": caught(lambda: client.messages.create(model="claude-haku-4-5", **ASKED)),
    }


report(run)

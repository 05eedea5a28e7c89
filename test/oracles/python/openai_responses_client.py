import json

from openai import OpenAI

from common import API_KEY, MODELS, ORIGIN, caught, report, scripted

client = OpenAI(api_key=API_KEY, base_url=f"{ORIGIN}/v1", max_retries=0)
TOOLS = [
    {"type": "function", "name": name, "parameters": {"type": "object", "properties": {}}, "strict": False}
    for name in ("get_weather", "get_time")
]


def stream(model):
    with client.responses.stream(model=model, input="hello") as events:
        numbers = [event.sequence_number for event in events if event.type.startswith("response.output_text.d")]
        return numbers, events.get_final_response()


def run(wire):
    model = MODELS[wire]
    whole = client.responses.create(model=model, input="hello")
    again = client.responses.create(model=model, input="and again?", previous_response_id=whole.id)
    numbers, final = stream(model)
    called = client.responses.create(model=scripted(wire, "tools"), input="hello", tools=TOOLS)
    calls = [item for item in called.output if item.type == "function_call"]
    limited = scripted(wire, "limited")
    unknown = OpenAI(api_key="llm_gw_dev_unknown", base_url=f"{ORIGIN}/v1", max_retries=0)
    return {
        "text": whole.output_text,
        "status": whole.status,
        "usage": [whole.usage.input_tokens, whole.usage.output_tokens, whole.usage.total_tokens],
        "model": whole.model,
        "streamed": final.output_text,
        "order": numbers == sorted(set(numbers)),
        "tools": [[call.call_id, call.name, json.loads(call.arguments)] for call in calls],
        "again": again.output_text,
        "limited": caught(lambda: client.responses.create(model=limited, input="hello")),
        "broken": caught(lambda: stream(scripted(wire, "broken"))),
        "unknown_key": caught(lambda: unknown.responses.create(model=model, input="hello")),
        "unknown_model": caught(lambda: client.responses.create(model="gpt-4o-minni", input="hello")),
    }


report(run)

from google import genai
from google.genai import types

from common import API_KEY, MODELS, ORIGIN, caught, report, scripted


def client_of(key):
    return genai.Client(api_key=key, vertexai=False, http_options=types.HttpOptions(base_url=ORIGIN))


client = client_of(API_KEY)
DECLARED = [
    {"name": name, "description": f"Calls {name}", "parameters_json_schema": {"type": "object", "properties": {}}}
    for name in ("get_weather", "get_time")
]
TOOLS = types.GenerateContentConfig(tools=[types.Tool(function_declarations=DECLARED)])


def usage(answer):
    told = answer.usage_metadata
    return [told.prompt_token_count, told.candidates_token_count, told.total_token_count]


def stream(model):
    return list(client.models.generate_content_stream(model=model, contents="hello"))


def run(wire):
    model = MODELS[wire]
    whole = client.models.generate_content(model=model, contents="hello")
    chunks = stream(model)
    chat = client.chats.create(model=scripted(wire, "tools-then-text"), config=TOOLS)
    calls = chat.send_message("hello").function_calls
    results = [
        types.Part(function_response=types.FunctionResponse(id=call.id, name=call.name, response={"output": "result 1"}))
        for call in calls
    ]
    unknown = client_of("llm_gw_dev_unknown")
    result = {
        "text": whole.text,
        "finish": whole.candidates[0].finish_reason.value,
        "usage": usage(whole),
        "model": whole.model_version,
        "streamed": "".join(chunk.text or "" for chunk in chunks),
        "streamed_usage": usage(chunks[-1]),
        "tools": [[call.id, call.name, call.args] for call in calls],
        "last": chat.send_message(results).text,
        "counted": client.models.count_tokens(model=model, contents="hello").total_tokens,
        "limited": caught(lambda: client.models.generate_content(model=scripted(wire, "limited"), contents="hello")),
        "broken": caught(lambda: stream(scripted(wire, "broken"))),
        "unknown_key": caught(lambda: unknown.models.generate_content(model=model, contents="hello")),
        "unknown_model": caught(lambda: client.models.generate_content(model="gpt-4o-minni", contents="hello")),
    }
    if wire == "openai":
        asked = {"model": "openai/text-embedding-3-small", "contents": ["one", "two"]}
        result["embeddings"] = [list(item.values) for item in client.models.embed_content(**asked).embeddings]
    return result


report(run)

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from common import API_KEY, MODELS, ORIGIN, report, scripted


@tool
def get_weather(city: str) -> str:
    """Weather of a city."""
    return f"18 C in {city}"


@tool
def get_time(zone: str) -> str:
    """Time of a zone."""
    return f"09:00 in {zone}"


def chat(model):
    return ChatOpenAI(model=model, api_key=API_KEY, base_url=f"{ORIGIN}/v1", max_retries=0, stream_usage=True)


def joined(chunks):
    whole = None
    for chunk in chunks:
        whole = chunk if whole is None else whole + chunk
    return whole


def run(wire):
    whole = chat(MODELS[wire]).invoke("hello")
    streamed = joined(chat(MODELS[wire]).stream("hello"))
    bound = chat(scripted(wire, "tools-then-text")).bind_tools([get_weather, get_time])
    first = joined(bound.stream("hello"))
    results = [ToolMessage(f"result {index}", tool_call_id=call["id"]) for index, call in enumerate(first.tool_calls)]
    last = bound.invoke([HumanMessage("hello"), first, *results])
    return {
        "text": whole.content,
        "usage": [whole.usage_metadata["input_tokens"], whole.usage_metadata["output_tokens"]],
        "streamed": streamed.content,
        "streamed_usage": [streamed.usage_metadata["input_tokens"], streamed.usage_metadata["output_tokens"]],
        "calls": [[call["id"], call["name"], call["args"]] for call in first.tool_calls],
        "last": last.content,
    }


report(run)

"""The official openai package for Python, as its users write it, against a running gateway."""

import json
import os

from openai import APIStatusError, AuthenticationError, OpenAI, RateLimitError

BASE_URL = os.environ["GATEWAY_URL"] + "/v1"
MODEL = "gemini-3.1-flash-image-preview"
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


def client_of(name: str) -> OpenAI:
    return OpenAI(api_key=os.environ[name], base_url=BASE_URL)


def user(content: object) -> list:
    return [{"role": "user", "content": content}]


def plain(client: OpenAI) -> None:
    completion = client.chat.completions.create(
        model=MODEL, max_tokens=40, messages=user("Say hello.")
    )
    assert completion.object == "chat.completion"
    assert completion.choices[0].message.content
    assert completion.usage.completion_tokens <= 40


def streamed(client: OpenAI) -> None:
    stream = client.chat.completions.create(
        model=MODEL,
        max_tokens=30,
        stream=True,
        stream_options={"include_usage": True},
        messages=user("Count to ten."),
    )
    text, usage = "", None
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            text += chunk.choices[0].delta.content
        usage = chunk.usage or usage
    assert text
    assert usage.completion_tokens <= 30
    assert usage.model_extra["cost"] > 0


def picture(client: OpenAI) -> None:
    url = "data:image/png;base64," + os.environ["PICTURE"]
    completion = client.chat.completions.create(
        model=MODEL,
        max_tokens=120,
        messages=user(
            [
                {"type": "text", "text": "What is in this picture?"},
                {"type": "image_url", "image_url": {"url": url, "detail": "high"}},
            ]
        ),
    )
    assert "320" in completion.choices[0].message.content
    assert completion.usage.prompt_tokens_details.image_tokens == 258


def tools(client: OpenAI) -> None:
    question = user("What is the weather in Paris?")
    first = client.chat.completions.create(
        model=MODEL, messages=question, tools=[WEATHER], tool_choice="required"
    )
    call = first.choices[0].message.tool_calls[0]
    assert first.choices[0].finish_reason == "tool_calls"
    assert call.function.name == "get_weather"
    assert isinstance(json.loads(call.function.arguments)["city"], str)
    second = client.chat.completions.create(
        model=MODEL,
        tools=[WEATHER],
        messages=[
            *question,
            {"role": "assistant", "content": None, "tool_calls": [call.model_dump()]},
            {"role": "tool", "tool_call_id": call.id, "content": "Sunny, 21 degrees"},
        ],
    )
    assert "Sunny" in second.choices[0].message.content


def json_mode(client: OpenAI) -> None:
    free = client.chat.completions.create(
        model=MODEL,
        max_tokens=400,
        messages=user("Answer in JSON."),
        response_format={"type": "json_object"},
    )
    assert isinstance(json.loads(free.choices[0].message.content), dict)
    schema = {
        "type": "object",
        "properties": {"title": {"type": "string"}, "count": {"type": "integer"}},
        "required": ["title", "count"],
        "additionalProperties": False,
    }
    shaped = client.chat.completions.create(
        model=MODEL,
        max_tokens=400,
        messages=user("Answer in JSON."),
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "thing", "schema": schema},
        },
    )
    thing = json.loads(shaped.choices[0].message.content)
    assert isinstance(thing["title"], str) and isinstance(thing["count"], int)


def small(client: OpenAI) -> Exception | None:
    try:
        client.chat.completions.create(model=MODEL, max_tokens=5, messages=user("Hello"))
    except Exception as error:
        return error
    return None


def errors(client: OpenAI) -> None:
    broke = small(client_of("POOR_KEY"))
    assert isinstance(broke, APIStatusError) and broke.status_code == 402, repr(broke)
    assert broke.code == "insufficient_balance"
    assert not isinstance(broke, RateLimitError)

    slow = client_of("SLOW_KEY").with_options(max_retries=0)
    limited = [error for error in (small(slow) for _ in range(3)) if error is not None]
    assert limited and isinstance(limited[0], RateLimitError), repr(limited)
    assert limited[0].code == "rate_limit_exceeded"
    assert int(limited[0].response.headers["retry-after"]) >= 1

    stranger = small(OpenAI(api_key="sk-unknown", base_url=BASE_URL))
    assert isinstance(stranger, AuthenticationError), repr(stranger)
    assert stranger.code == "invalid_api_key"
    closed = small(client_of("CLOSED_KEY"))
    assert isinstance(closed, AuthenticationError), repr(closed)
    assert closed.code == "model_not_available"


for check in (plain, streamed, picture, tools, json_mode, errors):
    check(client_of("KEY"))
    print("passed", check.__name__, flush=True)

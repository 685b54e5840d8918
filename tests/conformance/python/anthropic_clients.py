"""The official anthropic package."""

import json
from functools import cache

from anthropic import Anthropic, APIStatusError
from serve import (
    GATEWAY,
    THING_SCHEMA,
    WEATHER,
    WEATHER_RESULT,
    Ask,
    Trouble,
    answer,
    installed,
    serve,
    turns,
)


def client_of(ask: Ask, patient: bool = True) -> Anthropic:
    return client_with(ask.key, patient)


@cache
def client_with(key: str, patient: bool) -> Anthropic:
    retries = {} if patient else {"max_retries": 0}
    return Anthropic(api_key=key, base_url=GATEWAY, **retries)


def told(message, pieces: int = 1) -> dict:
    text = "".join(block.text for block in message.content if block.type == "text")
    return answer(text, message.usage.input_tokens, message.usage.output_tokens, pieces)


class Messages:
    name = "anthropic for Python"
    speaks = "/v1/messages"
    packages = installed("anthropic")

    def body(self, ask: Ask) -> dict:
        content = [{"type": "text", "text": ask.prompt}]
        if ask.picture is not None:
            source = {"type": "base64", "media_type": "image/png", "data": ask.picture}
            content.insert(0, {"type": "image", "source": source})
        messages = [{"role": "user", "content": content}]
        return {"model": ask.model, "max_tokens": ask.output_tokens_max, "messages": messages}

    def answer(self, ask: Ask) -> dict:
        return told(client_of(ask).messages.create(**self.body(ask)))

    def stream(self, ask: Ask) -> dict:
        with client_of(ask).messages.stream(**self.body(ask)) as stream:
            pieces = sum(1 for _ in stream.text_stream)
            return told(stream.get_final_message(), pieces)

    def callTool(self, ask: Ask, streamed: bool) -> dict:
        messages = client_of(ask).messages
        tool = {
            "name": WEATHER["name"],
            "description": WEATHER["description"],
            "input_schema": WEATHER["parameters"],
        }
        body = {**self.body(ask), "tools": [tool]}

        def speak(**more):
            if not streamed:
                return messages.create(**{**body, **more})
            with messages.stream(**{**body, **more}) as stream:
                return stream.get_final_message()

        first = speak(tool_choice={"type": "any"})
        call = next(block for block in first.content if block.type == "tool_use")
        result = {"type": "tool_result", "tool_use_id": call.id, "content": WEATHER_RESULT}
        further = [
            {"role": "assistant", "content": first.content},
            {"role": "user", "content": [result]},
        ]
        second = speak(messages=[*body["messages"], *further])
        return turns(call.name, call.input, told(second)["text"])

    def fillSchema(self, ask: Ask) -> object:
        shape = {"type": "json_schema", "schema": THING_SCHEMA}
        message = client_of(ask).messages.create(
            **self.body(ask), output_config={"format": shape}
        )
        return json.loads(told(message)["text"])

    def fail(self, ask: Ask, patient: bool) -> None:
        try:
            client_of(ask, patient).messages.create(**self.body(ask))
        except APIStatusError as error:
            raise Trouble(error.status_code, error.message) from error

    def leave(self, ask: Ask) -> str:
        with client_of(ask).messages.stream(**self.body(ask)) as stream:
            for text in stream.text_stream:
                return text
        return ""


serve([Messages()])

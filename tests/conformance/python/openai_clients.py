"""The official openai package, in both of its dialects."""

import json
from functools import cache

from openai import APIStatusError, OpenAI
from serve import (
    GATEWAY,
    THING_SCHEMA,
    WEATHER,
    WEATHER_RESULT,
    Ask,
    Trouble,
    answer,
    installed,
    png_url,
    serve,
    turns,
)


def client_of(ask: Ask, patient: bool = True) -> OpenAI:
    return client_with(ask.key, patient)


@cache
def client_with(key: str, patient: bool) -> OpenAI:
    retries = {} if patient else {"max_retries": 0}
    return OpenAI(api_key=key, base_url=f"{GATEWAY}/v1", **retries)


class Chat:
    name = "openai for Python, chat completions"
    speaks = "/v1/chat/completions"
    packages = installed("openai")

    def body(self, ask: Ask) -> dict:
        content = ask.prompt
        if ask.picture is not None:
            image = {"type": "image_url", "image_url": {"url": png_url(ask.picture)}}
            content = [{"type": "text", "text": ask.prompt}, image]
        messages = [{"role": "user", "content": content}]
        return {"model": ask.model, "max_tokens": ask.output_tokens_max, "messages": messages}

    def answer(self, ask: Ask) -> dict:
        completion = client_of(ask).chat.completions.create(**self.body(ask))
        usage = completion.usage
        text = completion.choices[0].message.content
        return answer(text, usage.prompt_tokens, usage.completion_tokens)

    def stream(self, ask: Ask) -> dict:
        pieces, usage = [], None
        for chunk in self.chunks(ask):
            if chunk.choices and chunk.choices[0].delta.content:
                pieces.append(chunk.choices[0].delta.content)
            usage = chunk.usage or usage
        return answer(
            "".join(pieces), usage.prompt_tokens, usage.completion_tokens, len(pieces)
        )

    def chunks(self, ask: Ask):
        return client_of(ask).chat.completions.create(
            **self.body(ask), stream=True, stream_options={"include_usage": True}
        )

    def callTool(self, ask: Ask, streamed: bool) -> dict:
        completions = client_of(ask).chat.completions
        body = {**self.body(ask), "tools": [{"type": "function", "function": WEATHER}]}

        def complete(**more):
            if not streamed:
                return completions.create(**{**body, **more})
            with completions.stream(**{**body, **more}) as stream:
                return stream.get_final_completion()

        message = complete(tool_choice="required").choices[0].message
        call = message.tool_calls[0]
        result = {"role": "tool", "tool_call_id": call.id, "content": WEATHER_RESULT}
        second = complete(messages=[*body["messages"], message, result])
        given = json.loads(call.function.arguments)
        return turns(call.function.name, given, second.choices[0].message.content)

    def fillSchema(self, ask: Ask) -> object:
        json_schema = {"name": "thing", "strict": True, "schema": THING_SCHEMA}
        completion = client_of(ask).chat.completions.create(
            **self.body(ask), response_format={"type": "json_schema", "json_schema": json_schema}
        )
        return json.loads(completion.choices[0].message.content)

    def fail(self, ask: Ask, patient: bool) -> None:
        try:
            client_of(ask, patient).chat.completions.create(**self.body(ask))
        except APIStatusError as error:
            raise Trouble(error.status_code, error.message) from error

    def leave(self, ask: Ask) -> str:
        with self.chunks(ask) as stream:
            for chunk in stream:
                if chunk.choices and chunk.choices[0].delta.content:
                    return chunk.choices[0].delta.content
        return ""


class Responses:
    name = "openai for Python, responses"
    speaks = "/v1/responses"
    packages = installed("openai")

    def body(self, ask: Ask) -> dict:
        content = [{"type": "input_text", "text": ask.prompt}]
        if ask.picture is not None:
            content.append({"type": "input_image", "image_url": png_url(ask.picture)})
        given = [{"role": "user", "content": content}]
        return {"model": ask.model, "max_output_tokens": ask.output_tokens_max, "input": given}

    def answer(self, ask: Ask) -> dict:
        response = client_of(ask).responses.create(**self.body(ask))
        usage = response.usage
        return answer(response.output_text, usage.input_tokens, usage.output_tokens)

    def stream(self, ask: Ask) -> dict:
        pieces, response = 0, None
        with client_of(ask).responses.stream(**self.body(ask)) as stream:
            for event in stream:
                pieces += event.type == "response.output_text.delta"
                # An answer that ends at its limit is incomplete, and the package's own
                # get_final_response raises for those, whoever served them.
                if event.type in ("response.completed", "response.incomplete"):
                    response = event.response
        usage = response.usage
        return answer(response.output_text, usage.input_tokens, usage.output_tokens, pieces)

    def callTool(self, ask: Ask, streamed: bool) -> dict:
        responses = client_of(ask).responses
        body = {**self.body(ask), "tools": [{"type": "function", "strict": True, **WEATHER}]}

        def respond(**more):
            if not streamed:
                return responses.create(**{**body, **more})
            with responses.stream(**{**body, **more}) as stream:
                return stream.get_final_response()

        first = respond(tool_choice="required")
        call = next(item for item in first.output if item.type == "function_call")
        result = {
            "type": "function_call_output",
            "call_id": call.call_id,
            "output": WEATHER_RESULT,
        }
        second = respond(input=[*body["input"], *first.output, result])
        return turns(call.name, json.loads(call.arguments), second.output_text)

    def fillSchema(self, ask: Ask) -> object:
        shape = {"type": "json_schema", "name": "thing", "strict": True, "schema": THING_SCHEMA}
        response = client_of(ask).responses.create(**self.body(ask), text={"format": shape})
        return json.loads(response.output_text)

    def fail(self, ask: Ask, patient: bool) -> None:
        try:
            client_of(ask, patient).responses.create(**self.body(ask))
        except APIStatusError as error:
            raise Trouble(error.status_code, error.message) from error

    def leave(self, ask: Ask) -> str:
        with client_of(ask).responses.create(**self.body(ask), stream=True) as stream:
            for event in stream:
                if event.type == "response.output_text.delta":
                    return event.delta
        return ""


serve([Chat(), Responses()])

"""The official google-genai package."""

import base64
import json
from functools import cache

from google import genai
from google.genai import errors, types
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


def client_of(ask: Ask) -> genai.Client:
    return client_with(ask.key)


@cache
def client_with(key: str) -> genai.Client:
    return genai.Client(api_key=key, http_options=types.HttpOptions(base_url=GATEWAY))


def told(parts: list, usage, pieces: int = 1) -> dict:
    text = "".join(part.text or "" for part in parts)
    return answer(text, usage.prompt_token_count, usage.candidates_token_count, pieces)


def parts_of(response) -> list:
    content = response.candidates[0].content if response.candidates else None
    return (content.parts if content else None) or []


class GenerateContent:
    name = "google-genai for Python"
    speaks = "/v1beta/models/{model}:generateContent"
    packages = installed("google-genai")

    def body(self, ask: Ask, **more) -> dict:
        parts = [types.Part(text=ask.prompt)]
        if ask.picture is not None:
            data = base64.b64decode(ask.picture)
            parts.insert(0, types.Part.from_bytes(data=data, mime_type="image/png"))
        contents = [types.Content(role="user", parts=parts)]
        config = types.GenerateContentConfig(max_output_tokens=ask.output_tokens_max, **more)
        return {"model": ask.model, "contents": contents, "config": config}

    def answer(self, ask: Ask) -> dict:
        client = client_of(ask)
        response = client.models.generate_content(**self.body(ask))
        return told(parts_of(response), response.usage_metadata)

    def stream(self, ask: Ask) -> dict:
        client = client_of(ask)
        pieces, usage = [], None
        for chunk in client.models.generate_content_stream(**self.body(ask)):
            pieces.extend(part for part in parts_of(chunk) if part.text)
            usage = chunk.usage_metadata or usage
        return told(pieces, usage, len(pieces))

    def callTool(self, ask: Ask, streamed: bool) -> dict:
        client = client_of(ask)
        declaration = types.FunctionDeclaration(
            name=WEATHER["name"],
            description=WEATHER["description"],
            parameters_json_schema=WEATHER["parameters"],
        )
        tools = [types.Tool(function_declarations=[declaration])]
        forced = types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(mode="ANY")
        )

        def speak(body: dict) -> list:
            if not streamed:
                return parts_of(client.models.generate_content(**body))
            chunks = client.models.generate_content_stream(**body)
            return [part for chunk in chunks for part in parts_of(chunk)]

        said = speak(self.body(ask, tools=tools, tool_config=forced))
        call = next(part.function_call for part in said if part.function_call)
        result = types.FunctionResponse(
            id=call.id, name=call.name, response={"output": WEATHER_RESULT}
        )
        body = self.body(ask, tools=tools)
        further = [
            types.Content(role="model", parts=said),
            types.Content(role="user", parts=[types.Part(function_response=result)]),
        ]
        second = speak({**body, "contents": [*body["contents"], *further]})
        return turns(call.name, call.args, "".join(part.text or "" for part in second))

    def fillSchema(self, ask: Ask) -> object:
        client = client_of(ask)
        json_mode = {
            "response_mime_type": "application/json",
            "response_json_schema": THING_SCHEMA,
        }
        response = client.models.generate_content(**self.body(ask, **json_mode))
        return json.loads(response.text)

    def fail(self, ask: Ask, patient: bool) -> None:
        client = client_of(ask)
        try:
            client.models.generate_content(**self.body(ask))
        except errors.APIError as error:
            raise Trouble(error.code, error.message) from error

    def leave(self, ask: Ask) -> str:
        client = client_of(ask)
        stream = client.models.generate_content_stream(**self.body(ask))
        for chunk in stream:
            if chunk.text:
                # The package closes the connection with the generator.
                stream.close()
                return chunk.text
        return ""


serve([GenerateContent()])

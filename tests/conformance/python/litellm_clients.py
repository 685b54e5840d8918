"""LiteLLM as a client, over three dialects: its prefix of the model's name says which."""

import asyncio
import json

import litellm
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



GEMINI_SCHEMA_ALONE = {
    "reason": "LiteLLM sends the schema along for names that it knows as Gemini's alone; of others "
    "it asks for it in the prompt",
    "worksWith": ["gemini-3.1-flash-image-preview"],
}


class Through:
    packages = installed("litellm")

    def __init__(self, prefix: str, speaks: str, base: str) -> None:
        if prefix == "gemini":
            self.limits = {"JSON schema": GEMINI_SCHEMA_ALONE}
        self.name = f"LiteLLM, {prefix}/…"
        self.speaks = speaks
        self.prefix = prefix
        self.base = base

    def complete(self, ask: Ask, **more):
        return litellm.completion(**{**self.body(ask), **more})

    def body(self, ask: Ask) -> dict:
        content = ask.prompt
        if ask.picture is not None:
            image = {"type": "image_url", "image_url": {"url": png_url(ask.picture)}}
            content = [{"type": "text", "text": ask.prompt}, image]
        return {
            "model": f"{self.prefix}/{ask.model}",
            "api_key": ask.key,
            "api_base": self.base,
            "max_tokens": ask.output_tokens_max,
            "messages": [{"role": "user", "content": content}],
        }

    def chunks(self, ask: Ask, **more):
        usage = {"include_usage": True}
        return self.complete(ask, stream=True, stream_options=usage, **more)

    def answer(self, ask: Ask) -> dict:
        response = self.complete(ask)
        usage = response.usage
        text = response.choices[0].message.content
        return answer(text, usage.prompt_tokens, usage.completion_tokens)

    def stream(self, ask: Ask) -> dict:
        pieces, usage = [], None
        for chunk in self.chunks(ask):
            if chunk.choices and chunk.choices[0].delta.content:
                pieces.append(chunk.choices[0].delta.content)
            usage = getattr(chunk, "usage", None) or usage
        return answer(
            "".join(pieces), usage.prompt_tokens, usage.completion_tokens, len(pieces)
        )

    def callTool(self, ask: Ask, streamed: bool) -> dict:
        question = [{"role": "user", "content": ask.prompt}]
        tools = [{"type": "function", "function": WEATHER}]

        def speak(messages: list, **more):
            given = {"messages": messages, "tools": tools, **more}
            if not streamed:
                return self.complete(ask, **given).choices[0].message
            chunks = list(self.chunks(ask, **given))
            return litellm.stream_chunk_builder(chunks, messages=messages).choices[0].message

        message = speak(question, tool_choice="required")
        call = message.tool_calls[0]
        result = {"role": "tool", "tool_call_id": call.id, "content": WEATHER_RESULT}
        second = speak([*question, message.model_dump(exclude_none=True), result])
        given = json.loads(call.function.arguments)
        return turns(call.function.name, given, second.content)

    def fillSchema(self, ask: Ask) -> object:
        json_schema = {"name": "thing", "strict": True, "schema": THING_SCHEMA}
        shape = {"type": "json_schema", "json_schema": json_schema}
        response = self.complete(ask, response_format=shape)
        return json.loads(response.choices[0].message.content)

    def fail(self, ask: Ask, patient: bool) -> None:
        try:
            self.complete(ask, **({} if patient else {"num_retries": 0, "max_retries": 0}))
        except Exception as error:
            raise Trouble(getattr(error, "status_code", None), str(error)) from error

    def leave(self, ask: Ask) -> str:
        # Only its asynchronous streams have a word for leaving.
        return asyncio.run(self.leave_soon(ask))

    async def leave_soon(self, ask: Ask) -> str:
        stream = await litellm.acompletion(**self.body(ask), stream=True)
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                await stream.aclose()
                return chunk.choices[0].delta.content
        return ""


serve(
    [
        Through("openai", "/v1/chat/completions", f"{GATEWAY}/v1"),
        Through("anthropic", "/v1/messages", GATEWAY),
        Through("gemini", "/v1beta/models/{model}:generateContent", f"{GATEWAY}/v1beta"),
    ]
)

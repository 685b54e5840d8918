"""LangChain over four dialects: what differs is the class that a model is made by."""

from collections.abc import Callable

from langchain_anthropic import ChatAnthropic
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_google_genai import ChatGoogleGenerativeAI
from langchain_openai import ChatOpenAI
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

Build = Callable[..., BaseChatModel]


def message_of(ask: Ask) -> HumanMessage:
    if ask.picture is None:
        return HumanMessage(ask.prompt)
    image = {"type": "image_url", "image_url": {"url": png_url(ask.picture)}}
    return HumanMessage([{"type": "text", "text": ask.prompt}, image])


def told(message, pieces: int = 1) -> dict:
    usage = message.usage_metadata
    return answer(message.text, usage["input_tokens"], usage["output_tokens"], pieces)


def collect(chunks) -> tuple:
    """Chunks are added up as its own users do, so that its reading of a stream is shown too."""
    whole, pieces = None, 0
    for chunk in chunks:
        pieces += chunk.text != ""
        whole = chunk if whole is None else whole + chunk
    return whole, pieces


def status_of(error: BaseException | None) -> int | None:
    """The status, from the error or from what it was raised from."""
    while error is not None:
        for name in ("status_code", "code"):
            if isinstance(getattr(error, name, None), int):
                return getattr(error, name)
        error = error.__cause__
    return None


class Chain:
    def __init__(self, package: str, speaks: str, build: Build, variant: str = "") -> None:
        self.name = f"LangChain for Python, {package}{variant}"
        self.speaks = speaks
        self.packages = installed("langchain-core", package)
        self.build = build

    def answer(self, ask: Ask) -> dict:
        return told(self.build(ask).invoke([message_of(ask)]))

    def stream(self, ask: Ask) -> dict:
        return told(*collect(self.build(ask).stream([message_of(ask)])))

    def callTool(self, ask: Ask, streamed: bool) -> dict:
        model = self.build(ask)
        tool = {"type": "function", "function": WEATHER}

        def speak(messages: list, **more):
            bound = model.bind_tools([tool], **more)
            return collect(bound.stream(messages))[0] if streamed else bound.invoke(messages)

        first = speak([message_of(ask)], tool_choice="any")
        call = first.tool_calls[0]
        result = ToolMessage(WEATHER_RESULT, tool_call_id=call["id"], name=call["name"])
        second = speak([message_of(ask), first, result])
        return turns(call["name"], call["args"], second.text)

    def fillSchema(self, ask: Ask) -> object:
        model = self.build(ask).with_structured_output(THING_SCHEMA, method="json_schema")
        return model.invoke([message_of(ask)])

    def fail(self, ask: Ask, patient: bool) -> None:
        retries = {} if patient else {"max_retries": 0}
        try:
            self.build(ask, **retries).invoke([message_of(ask)])
        except Exception as error:
            raise Trouble(status_of(error), str(error)) from error

    def leave(self, ask: Ask) -> str:
        stream = self.build(ask).stream([message_of(ask)])
        for chunk in stream:
            if chunk.text:
                stream.close()
                return chunk.text
        return ""


def openai(ask: Ask, **more) -> BaseChatModel:
    return ChatOpenAI(
        model=ask.model,
        api_key=ask.key,
        base_url=f"{GATEWAY}/v1",
        max_tokens=ask.output_tokens_max,
        stream_usage=True,
        **more,
    )


def responses(ask: Ask, **more) -> BaseChatModel:
    return openai(ask, use_responses_api=True, **more)


def anthropic(ask: Ask, **more) -> BaseChatModel:
    return ChatAnthropic(
        model=ask.model,
        api_key=ask.key,
        base_url=GATEWAY,
        max_tokens=ask.output_tokens_max,
        **more,
    )


def google(ask: Ask, **more) -> BaseChatModel:
    return ChatGoogleGenerativeAI(
        model=ask.model,
        api_key=ask.key,
        base_url=GATEWAY,
        max_output_tokens=ask.output_tokens_max,
        **more,
    )


serve(
    [
        Chain("langchain-openai", "/v1/chat/completions", openai),
        Chain("langchain-openai", "/v1/responses", responses, ", responses"),
        Chain("langchain-anthropic", "/v1/messages", anthropic),
        Chain(
            "langchain-google-genai", "/v1beta/models/{model}:generateContent", google
        ),
    ]
)

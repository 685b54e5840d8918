"""The official openai package with its automatic retries on, while the upstream fails often."""

import json
import os

import httpx2 as httpx
from openai import APIError, OpenAI

CALLS = int(os.environ["CALLS"])


def main() -> None:
    answers: list[dict] = []

    def note(response: httpx.Response) -> None:
        answers.append(
            {
                "status": response.status_code,
                "should_retry": response.headers.get("x-should-retry"),
                "id": response.headers.get("x-request-id"),
            }
        )

    client = OpenAI(
        api_key=os.environ["KEY"],
        base_url=os.environ["GATEWAY_URL"] + "/v1",
        http_client=httpx.Client(event_hooks={"response": [note]}),
    )
    for number in range(CALLS):
        answers.clear()
        text = call(client, f"py-{number}", streamed=number % 2 == 1)
        print(json.dumps({"name": f"py-{number}", "text": text, "answers": answers}))


def call(client: OpenAI, name: str, *, streamed: bool) -> str | None:
    """The answer's text, or None where the package gave up."""
    messages = [{"role": "user", "content": f"script:{name}"}]
    try:
        if not streamed:
            completion = client.chat.completions.create(model="words", messages=messages)
            return completion.choices[0].message.content
        stream = client.chat.completions.create(model="words", messages=messages, stream=True)
        return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    except (APIError, httpx.HTTPError):
        return None


main()

"""What programs write, for the type checker alone: a wrong term, and only that, is seen."""

from typing import Optional

from farebox import AsyncFarebox, Farebox, PaymentRequiredError, picture


def ask(path: str) -> Optional[str]:
    with Farebox(api_key="sk-12345678", timeout=30) as client:
        body = {"model": "m", "messages": [{"role": "user", "content": [picture(path, "low")]}]}
        stream = client.stream(body, max_cost="0.05", on_disconnect="finish")
        try:
            for chunk in stream:
                text: Optional[str] = chunk["choices"][0]["delta"].get("content")
                print(text, stream.cost.amount)
        except PaymentRequiredError as error:
            return error.available
        return stream.stop()["cost"]


def mistaken(client: Farebox) -> None:
    client.complete({"model": "m"}, maxCosts=1)  # type: ignore[call-arg]
    client.complete({"model": "m"}, on_disconnect="stay")  # type: ignore[arg-type]
    Farebox(api_key=5)  # type: ignore[arg-type]


async def ask_async(client: AsyncFarebox) -> str:
    async with await client.stream({"model": "m", "messages": []}) as stream:
        return "".join([piece async for piece in stream.text()])

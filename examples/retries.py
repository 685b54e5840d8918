# The package's own retries are off, to show what they do and what they leave out.
import random
import time
import uuid

from openai import APIConnectionError, APIStatusError, OpenAI

client = OpenAI(max_retries=0)
attempts_max = 4


def ask(question):
    # Chosen before the first attempt: however often it is sent, it is one call, charged once.
    key = str(uuid.uuid4())
    for attempt in range(1, attempts_max + 1):
        try:
            return client.chat.completions.create(
                model="gpt-4o",
                max_tokens=50,
                messages=[{"role": "user", "content": question}],
                extra_headers={"idempotency-key": key},
            )
        except (APIStatusError, APIConnectionError) as error:
            pause = pause_after(error, attempt)
            if pause is None or attempt == attempts_max:
                raise
            print(f"attempt {attempt}: {error}; again in {pause:.1f} s")
            time.sleep(pause)


def pause_after(error, attempt):
    """Seconds to wait, or None where repeating can't help."""
    jittered = random.uniform(0, min(8, 0.5 * 2**attempt))
    if isinstance(error, APIConnectionError):
        return jittered
    if error.response.headers.get("x-should-retry") == "false":
        return None
    if error.status_code not in (408, 429) and error.status_code < 500:
        return None
    told = error.response.headers.get("retry-after")
    return jittered if told is None else float(told)


answer = ask("What does a toll gate do?")
print(f"${answer.usage.cost}")

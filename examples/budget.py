from openai import APIStatusError, OpenAI

client = OpenAI()


def ask(budget):
    """Asks for a long answer that may cost so much, in dollars, and not more."""
    answer = client.chat.completions.create(
        model="gemini-3.1-flash-image-preview",
        messages=[{"role": "user", "content": "Describe a toll gate in 2000 words."}],
        extra_body={"max_cost": budget},
    )
    return f"{answer.choices[0].finish_reason}, ${answer.usage.cost}"


for budget in ["0.01", "0.00001"]:
    try:
        print(f"for ${budget}: {ask(budget)}")
    except APIStatusError as error:
        # 402 is about money and waiting doesn't help; 429 is about pace and waiting does.
        print(f"for ${budget}: {error.status_code} {error.code}")

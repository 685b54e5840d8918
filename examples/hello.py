from openai import OpenAI

client = OpenAI()  # takes OPENAI_BASE_URL and OPENAI_API_KEY from the environment
response = client.chat.completions.with_raw_response.create(
    model="gpt-4o",
    max_tokens=200,
    messages=[{"role": "user", "content": "What does a toll gate do?"}],
)
answer = response.parse()
print(answer.choices[0].message.content)
print(f"set aside ${response.headers['x-farebox-hold']}")
print(f"charged ${answer.usage.cost} for {answer.usage.total_tokens} tokens")
print(f"answered by {response.headers['x-farebox-upstream']}, as {answer.id}")

from openai import APIError, OpenAI

client = OpenAI()
whole = False
try:
    stream = client.chat.completions.create(
        model="gpt-4o",
        max_tokens=100,
        messages=[{"role": "user", "content": "What does a toll gate do?"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    for chunk in stream:
        if chunk.choices:
            print(chunk.choices[0].delta.content or "", end="", flush=True)
            whole = whole or chunk.choices[0].finish_reason is not None
        if chunk.usage:
            print(f"\n{chunk.usage.completion_tokens} tokens, ${chunk.usage.cost}")
except APIError as error:
    # A stream that ends badly says so in its last chunk; what came until then is charged.
    metadata = (error.body or {}).get("metadata", {})
    print(f"\nended by {error.code}, ${metadata.get('cost')}")
print("whole" if whole else "not whole")

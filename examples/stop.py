from openai import OpenAI

client = OpenAI()
stream = client.chat.completions.create(
    model="gemini-3.1-flash-image-preview",
    messages=[{"role": "user", "content": "Describe a toll gate in 2000 words."}],
    stream=True,
)
for count, chunk in enumerate(stream):
    print(chunk.choices[0].delta.content or "", end="", flush=True)
    if count == 40:
        # The stream then ends by itself, with finish_reason "stop".
        bill = client.post(f"/chat/completions/{chunk.id}/cancel", cast_to=object)
        print(f"\n\n{bill['status']}: {bill['usage']['completion_tokens']} tokens, ${bill['cost']}")

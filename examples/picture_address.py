import os

from openai import OpenAI

client = OpenAI()
# PICTURE_URL is the address of a picture that anybody may fetch.
url = {"url": os.environ["PICTURE_URL"], "detail": "low"}
content = [
    {"type": "text", "text": "What is in this picture?"},
    {"type": "image_url", "image_url": url},
]
answer = client.chat.completions.create(
    model="gpt-4o",
    max_tokens=100,
    messages=[{"role": "user", "content": content}],
)
print(answer.choices[0].message.content)
tokens = answer.usage.prompt_tokens_details.image_tokens
print(f"the picture: {tokens} tokens; the call: ${answer.usage.cost}")

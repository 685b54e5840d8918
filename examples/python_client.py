from farebox import Farebox, picture

# Takes FAREBOX_BASE_URL and FAREBOX_API_KEY, or what the openai package takes.
client = Farebox()
content = [
    {"type": "text", "text": "What is in this picture? Answer in 500 words."},
    picture("docs/pictures/toll-gate.png", detail="low"),
]
body = {
    "model": "gemini-3.1-flash-image-preview",
    "max_tokens": 500,
    "messages": [{"role": "user", "content": content}],
}

print(f"at most ${client.estimate(body)['cost']['total_max']}")

# A lost connection is found again; leaving the loop, or `stop`, ends the call and its bill.
stream = client.stream(body, max_cost="0.02")
for piece in stream.text():
    print(piece, end="", flush=True)
    if stream.received == 60:
        amount, tokens, source = stream.measure()
        print(f"\n\n${amount} so far: {tokens} tokens, {source} by the gateway")
        break
bill = stream.stop()
print(f"{bill['status']}: {bill['usage']['completion_tokens']} tokens, ${bill['cost']}")
client.close()

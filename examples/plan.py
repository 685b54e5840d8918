from openai import OpenAI

client = OpenAI()
workload = {
    "name": "Captions",
    "calls_per_day": 2000,
    "images": [{"width": 1280, "height": 960, "detail": "low"}],
    "prompt_tokens": 40,
    "output_tokens": 180,
    "needs": ["vision"],
    "models": ["gemini-3.1-flash-image-preview", "gpt-4o", "claude-3-5-haiku"],
}
plan = client.post("/plan", body=workload, cast_to=object)
for option in plan["models"]:
    cost = option["cost"]
    print(f"{option['model']}: ${cost['call']['mean']} a call, ${cost['month']} a month")
    print(f"  {option['verdict']}: {option['reason']}")

# What to do is told by the status, and by the code where one status has several reasons.
from openai import APIConnectionError, APIStatusError, OpenAI


def ask(client, model, max_cost):
    try:
        answer = client.chat.completions.create(
            model=model,
            messages=[{"role": "user", "content": "Hi"}],
            extra_body={"max_cost": max_cost},
        )
        return answer.choices[0].message.content
    except APIConnectionError:
        return "the gateway can't be reached: is its address right?"
    except APIStatusError as error:
        return advise(error)


def advise(error):
    details = error.body.get("metadata", {})
    match error.status_code:
        case 401 if error.code == "model_not_available":
            return f"this key may use {details['available_models']}"
        case 401:
            return "the key is wrong: ask for another one"
        case 402:
            return f"no money for this: {error.body['message']}"
        case 429:
            return f"too fast: wait {error.response.headers['retry-after']} s"
        case 500 | 504:
            return f"the provider failed; charged: ${details.get('cost', '0.00')}"
        case status:
            return f"{status} {error.code}: {error.body['message']}"


client = OpenAI()
print(ask(client.with_options(api_key="sk-mistyped"), "gpt-4o", "0.01"))
print(ask(client, "gpt-4", "0.01"))
print(ask(client, "gpt-4o", "0.000001"))

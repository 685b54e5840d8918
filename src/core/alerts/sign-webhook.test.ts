import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { isWebhookSecret, signWebhook, writeWebhookSecret } from "./sign-webhook.ts";

const body = JSON.stringify({ type: "balance.low", data: { account_name: "Ada ☂" } });

test("the standard's own package takes our signature, and none of another body or secret", () => {
  for (const count of [24, 32, 64]) {
    const secret = writeWebhookSecret(randomBytes(count));
    const headers = signWebhook(secret, { id: "msg_1", at: Date.now(), body });
    assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body));
    assert.throws(() => new Webhook(secret).verify(`${body} `, headers));
    const other = writeWebhookSecret(randomBytes(count));
    assert.throws(() => new Webhook(other).verify(body, headers));
  }
});

test("the signature is that of the standard's own example", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const message = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: 1_614_265_330_999,
    body: '{"test": 2432232314}',
  };
  assert.deepEqual(signWebhook(secret, message), {
    "webhook-id": message.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("a secret has its prefix and 24 to 64 bytes in base64", () => {
  for (const count of [24, 25, 26, 32, 64]) {
    assert(isWebhookSecret(writeWebhookSecret(randomBytes(count))), String(count));
  }
  const wrong = ["", "whsec_", "secret", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
  wrong.push("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", `whsec_${"-".repeat(32)}`);
  wrong.push(writeWebhookSecret(randomBytes(23)), writeWebhookSecret(randomBytes(65)));
  for (const text of wrong) assert(!isWebhookSecret(text), text);
});

import assert from "node:assert/strict";
import type { ConsoleStage } from "./console-stage.ts";
import { type Reply, send } from "./http-client.ts";
import { textAt } from "./json.ts";
import type { Customer } from "./operator.ts";
import { pictureMessage, plainPicture } from "./sandbox-caller.ts";

/** Where the calls that every furnished account has made are found. */
export interface Furnished {
  /** A call with a picture, ended. */
  readonly pictureCallId: string;
  /** A call that passed from one model to another. */
  readonly twoStepCallId: string;
  readonly alertId: string;
  readonly sessionId: string;
}

/** Gives an account a little of everything that its pages show, by the gateway's own calls. */
export async function furnishAccount(stage: ConsoleStage, customer: Customer): Promise<Furnished> {
  const url = `${stage.gateway.url()}/v1/chat/completions`;
  const ask = (body: object): Promise<Reply> =>
    send({ url, token: customer.secret, body: { max_tokens: 12, ...body } });
  const picture = await plainPicture(1024, 768, "#2a6f97");
  const look = [pictureMessage("What is this?", [picture])];
  const talk = [{ role: "user", content: "Say something kind." }];
  const sessionId = "talk-1";
  const replies = await Promise.all([
    ask({ model: "gemini-3.1-flash-image-preview", messages: look }),
    ask({ model: "two-step/gemini-3.1-flash-image-preview+gpt-4o-mini", messages: look }),
    ask({ model: "gpt-4o", messages: talk, session_id: sessionId }),
    ask({ model: "gpt-4o-mini", messages: talk, session_id: sessionId }),
    ask({ model: "claude-3-5-haiku", messages: talk, session_id: "talk-2" }),
  ]);
  const [seen, twoStep] = replies.map((reply) => {
    assert.equal(reply.status, 200, reply.text);
    return textAt(reply.json, "id");
  });
  const settled = await send({
    url: `${stage.gateway.url()}/v1/sessions/${sessionId}/settle`,
    token: customer.secret,
    method: "POST",
  });
  assert.equal(settled.status, 200, settled.text);
  const alert = await stage.operator.call("/alerts", {
    account_id: customer.accountId,
    below: "1.00",
    webhook_url: "https://hooks.example.com/farebox",
  });
  assert.equal(alert.status, 201, alert.text);
  return {
    pictureCallId: seen ?? "",
    twoStepCallId: twoStep ?? "",
    alertId: textAt(alert.json, "id"),
    sessionId,
  };
}

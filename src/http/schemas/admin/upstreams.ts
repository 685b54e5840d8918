import Type from "typebox";
import { limits } from "../../../core/limits.ts";
import { checkedRoute, json } from "../../openapi/described.ts";
import { instant, listOf, nullable, oneOf } from "../values.ts";

const states = ["healthy", "failing", "resting", "trying"] as const;

const failure = Type.Object({
  at: instant("When it failed."),
  kind: Type.String({ description: "`failed`, `unreachable`, `timeout`, `busy` or `forbidden`." }),
  status: nullable(Type.Integer(), "What the provider answered; null where nothing came."),
  message: Type.String(),
});

const milliseconds = (description: string) => Type.Integer({ minimum: 0, description });

const route = Type.Object(
  {
    id: Type.String({ description: "`provider/model`, as logs have it." }),
    provider: Type.String(),
    model: Type.String({ description: "Its name at the provider." }),
    models: Type.Array(Type.String(), { description: "Of the catalogue, that it leads to." }),
    streams: Type.Boolean({ description: "False: held at its ceiling, and can't be cut." }),
    on_disconnect: oneOf(
      ["stop", "linger", "finish"],
      "What becomes of a call whose client leaves, where the call says nothing else.",
    ),
    state: oneOf(
      states,
      "`failing`: the last call failed; `resting`: no call is sent there until `rests_until`; " +
        "`trying`: that has passed, and the next call tries it.",
    ),
    failures: Type.Integer({ minimum: 0, description: "Failed calls since the last good one." }),
    failing_since: nullable(instant("The first of them."), "Null where it is well."),
    rests_until: nullable(instant("Until then it is left alone."), "Null where it is not."),
    last_failure: nullable(failure, "The newest one, however long ago; null: there was none."),
    last_answer_at: nullable(instant("Its newest first event."), "Null: there was none."),
    first_event_ms: nullable(
      Type.Object({
        calls: Type.Integer({
          minimum: 1,
          description: `The newest good ones, at most ${limits.routeWaitsKept}.`,
        }),
        last: milliseconds("Of the newest one."),
        p50: milliseconds("Half waited no longer."),
        worst: milliseconds("The longest of them."),
      }),
      "From the asking to the first event; null: no call yet.",
    ),
  },
  {
    title: "UpstreamRoute",
    description: "One way to a model, as this gateway's own calls have seen it since its start.",
    examples: [
      {
        id: "local/my-model-upstream",
        provider: "local",
        model: "my-model-upstream",
        models: ["my-model"],
        streams: true,
        on_disconnect: "stop",
        state: "healthy",
        failures: 0,
        failing_since: null,
        rests_until: null,
        last_failure: null,
        last_answer_at: "2026-11-22T12:05:26.705Z",
        first_event_ms: { calls: 20, last: 412, p50: 430, worst: 911 },
      },
    ],
  },
);

export const listUpstreams = checkedRoute({
  operationId: "listUpstreams",
  tag: "Operation",
  summary: "How every route is doing",
  description:
    `A route rests for ${limits.routeRestMs / 1000} seconds after ${limits.routeFailuresMax} ` +
    "failed calls in a row; then one call tries it. What is told here is of this gateway since " +
    "its start: no call is made to find out.",
  answers: {
    200: json("All routes to providers that are configured.", listOf(route, "By their ids.")),
  },
});

import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type DetailedModel, modelQuery } from "../../api/models.ts";
import { showDollars } from "../../api/money.ts";
import { Figure, Figures } from "../../parts/figure.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { useAccount } from "../../shell/account.ts";
import { pictureOut } from "../models/choose-models.ts";
import { showModalities } from "../models/show-model.ts";
import { CodeCard } from "./code-card.tsx";
import { HistoryCard } from "./history-card.tsx";
import "./model.css";
import { PictureCard } from "./picture-card.tsx";
import { PriceCard } from "./price-card.tsx";
import { RoutesCard } from "./routes-card.tsx";

/** One model: what it costs and cost before, how it counts pictures, how fast it is, how to call it. */
export function OneModel() {
  const { id } = useParams({ from: "/inside/models/$id" });
  const query = useQuery(modelQuery(id, useAccount()));
  return (
    <Page
      title={query.data?.name ?? id}
      lead={query.data === undefined ? id : namesOf(query.data)}
      actions={query.data === undefined ? null : <Try model={query.data.id} />}
    >
      <Asked query={query} rows={10}>
        {(model) => (
          <>
            <Summary model={model} />
            <div className="grid">
              <PriceCard model={model} />
              <HistoryCard model={model} />
            </div>
            <PictureCard key={model.id} model={model} />
            <CodeCard model={model} />
            {model.routes === undefined ? null : <RoutesCard routes={model.routes} />}
          </>
        )}
      </Asked>
    </Page>
  );
}

function namesOf({ id, aliases }: DetailedModel): string {
  return aliases.length === 0 ? id : `${id}, also called ${aliases.join(", ")}`;
}

function Try({ model }: { readonly model: string }) {
  return (
    <Link
      to="/playground"
      search={({ account }) => ({ model, ...(account === undefined ? {} : { account }) })}
      className="button main"
    >
      <Icon name="playground" />
      Try it
    </Link>
  );
}

function Summary({ model }: { readonly model: DetailedModel }) {
  const { price, speed } = model;
  const drawn = pictureOut(model);
  return (
    <div className="model-summary">
      <Card>
        <Figures>
          <Figure label="Text in, per million" value={rate(price?.input["text"])} />
          <Figure label="Text out, per million" value={rate(price?.output["text"])} />
          {drawn === null ? null : <Figure label="Picture out, per million" value={rate(drawn)} />}
          <Figure
            label="Out : in"
            value={model.ratio === null ? "—" : `${model.ratio} : 1`}
            note="tokens in for a token out"
          />
          <Figure
            label="Context"
            value={model.context_length.toLocaleString("en-US")}
            note={`answers up to ${model.output_tokens_max.toLocaleString("en-US")}`}
          />
          <Figure
            label="First token"
            value={speed === null ? "—" : `${speed.ttft_ms_p50.toLocaleString("en-US")} ms`}
            note={speed === null ? "not called yet" : `median of ${callsSaid(speed.calls)}`}
          />
          <Figure label="Tokens a second" value={paceOf(model)} note="after the first token" />
          <Figure
            label="Takes"
            value={<span className="figure-words">{showModalities(model.input_modalities)}</span>}
            note={`gives ${showModalities(model.output_modalities)}; released ${model.released}`}
          />
        </Figures>
      </Card>
    </div>
  );
}

function rate(given: string | undefined): string {
  return given === undefined ? "closed" : showDollars(given);
}

function callsSaid(calls: number): string {
  return calls === 1 ? "one call" : `${calls} calls`;
}

function paceOf({ speed }: DetailedModel): string {
  const pace = speed?.output_tokens_per_second_p50 ?? null;
  return pace === null ? "—" : pace.toLocaleString("en-US");
}

import { Tabs } from "@base-ui/react/tabs";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { keysQuery } from "../../api/keys.ts";
import type { Model } from "../../api/models.ts";
import { CopyButton } from "../../parts/copy.tsx";
import { Field } from "../../parts/field.tsx";
import { Card } from "../../parts/page.tsx";
import { useAccount } from "../../shell/account.ts";
import { writeSamples } from "./code-samples.ts";

/** The same call in three languages, with the place of a key's secret filled in. */
export function CodeCard({ model }: { readonly model: Model }) {
  const keys = useQuery(keysQuery(useAccount())).data?.data ?? [];
  const usable = keys.filter((key) => key.models === null || key.models.includes(model.id));
  const [chosen, setChosen] = useState("");
  const key = usable.find(({ id }) => id === chosen) ?? usable[0];
  const samples = writeSamples({
    origin: window.location.origin,
    model: model.id,
    takesPictures: model.input_modalities.includes("image"),
    secret: key === undefined ? "sk-…" : `sk-${key.hint}`,
  });
  return (
    <Card title="Call it">
      {key === undefined ? (
        <p className="muted">
          No key may call this model yet. <Link to="/keys">Make one</Link>; its secret stands where{" "}
          <code>sk-…</code> does.
        </p>
      ) : (
        <Field
          label="Key"
          hint={`Put the secret of “${key.name}” where sk-${key.hint} stands: it was shown once, when the key was made. Lost? Rotate the key for a new one.`}
        >
          {(control) => (
            <select
              className="input key-choice"
              value={key.id}
              onChange={({ target }) => setChosen(target.value)}
              {...control}
            >
              {usable.map(({ id, name, hint }) => (
                <option key={id} value={id}>{`${name} · ${hint}`}</option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Tabs.Root defaultValue={samples[0]?.name} className="tabs">
        <Tabs.List className="tab-list" aria-label="Language">
          {samples.map(({ name }) => (
            <Tabs.Tab key={name} value={name} className="tab">
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {samples.map(({ name, code }) => (
          <Tabs.Panel key={name} value={name} className="sample">
            <Scrolled name={name} code={code} />
            <CopyButton text={code} label={`Copy the call in ${name}`} />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </Card>
  );
}

function Scrolled({ name, code }: { readonly name: string; readonly code: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section tabIndex={0} aria-label={`The call in ${name}`}>
      <pre>{code}</pre>
    </section>
  );
}

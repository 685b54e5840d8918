import { useMemo, useState } from "react";
import type { ChatOrder } from "../../api/chat.ts";
import type { Key } from "../../api/keys.ts";
import type { Model } from "../../api/models.ts";
import { Card } from "../../parts/page.tsx";
import { useSession } from "../../shell/account.ts";
import { Composer, type Draft, noDraft } from "./composer.tsx";
import { EstimateLine } from "./estimate-line.tsx";
import { findProblems, firstSettings, writeSettings } from "./settings.ts";
import { SettingsCard } from "./settings-card.tsx";
import { TurnList } from "./turn-list.tsx";
import { openTools, type Turn, writeMessages } from "./turns.ts";
import { useConversation } from "./use-conversation.ts";
import { useEstimate } from "./use-estimate.ts";

interface ChatProps {
  readonly models: readonly Model[];
  readonly model: Model | undefined;
  readonly keys: readonly Key[];
  readonly chosenKey: Key;
  readonly onModel: (id: string) => void;
  readonly onKey: (id: string) => void;
}

/** The conversation at the left, how calls are made at the right. */
export function Chat({ models, model, keys, chosenKey, onModel, onKey }: ChatProps) {
  const [own, setOwn] = useState(firstSettings);
  const [draft, setDraft] = useState<Draft>(noDraft);
  const { role } = useSession();
  const conversation = useConversation();
  const { turns, running } = conversation;
  const settings = useMemo(
    () => ({ ...own, model: model?.id ?? "", key: chosenKey.id }),
    [own, model, chosenKey],
  );
  const problems = useMemo(() => findProblems(settings), [settings]);
  const added = useMemo(() => turnsOf(draft, turns), [draft, turns]);
  const order = useMemo((): ChatOrder | null => {
    if (added.length === 0 || Object.keys(problems).length > 0) return null;
    const messages = writeMessages([...turns, ...added], settings.detail);
    return { body: { ...writeSettings(settings, model), messages }, key: settings.key };
  }, [added, problems, turns, settings, model]);
  const estimate = useEstimate(running === null ? order : null);

  const send = (): void => {
    if (order === null) return;
    setDraft(noDraft);
    void conversation.send(added, order);
  };
  return (
    <div className="playground">
      <Card>
        <TurnList
          turns={turns}
          chosenKey={chosenKey}
          onStop={conversation.stop}
          onClear={conversation.clear}
        />
        <Composer
          draft={draft}
          estimate={estimate}
          tools={openTools(turns)}
          takesPictures={model?.input_modalities.includes("image") === true}
          busy={running !== null}
          may={role !== "viewer"}
          ready={order !== null}
          onChange={setDraft}
          onSend={send}
        />
        <EstimateLine state={estimate} />
      </Card>
      <SettingsCard
        settings={settings}
        model={model}
        models={models}
        keys={keys}
        problems={problems}
        error={estimate.error}
        onChange={(changed) => setOwn((before) => ({ ...before, ...changed }))}
        onModel={onModel}
        onKey={onKey}
      />
    </div>
  );
}

/** What sending would add to the conversation; nothing where there is nothing to send. */
function turnsOf({ text, pictures, results }: Draft, turns: readonly Turn[]): readonly Turn[] {
  const answered = openTools(turns).map(({ id }) => ({
    role: "tool" as const,
    id: `result of ${id}`,
    callId: id,
    text: results[id] ?? "",
  }));
  if (answered.some((turn) => turn.text.trim() === "")) return [];
  const said = text.trim() !== "" || pictures.length > 0;
  const user = { role: "user" as const, id: `turn ${turns.length}`, text, pictures };
  return said ? [...answered, user] : answered;
}

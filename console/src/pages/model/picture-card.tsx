import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  type CountedPicture,
  type Detail,
  type Model,
  pictureTokensQuery,
} from "../../api/models.ts";
import { showDollars } from "../../api/money.ts";
import { DetailChoice } from "../../parts/detail-choice.tsx";
import { errorAt, TextField } from "../../parts/field.tsx";
import { Figure, Figures } from "../../parts/figure.tsx";
import { Card } from "../../parts/page.tsx";
import { Asked } from "../../parts/states.tsx";
import { useAccount } from "../../shell/account.ts";
import { GridDrawing } from "./grid-drawing.tsx";
import { PictureDrop } from "./picture-drop.tsx";

/** A picture, or only its size: the picture itself never leaves the browser. */
export interface Measured {
  readonly width: number;
  readonly height: number;
  /** The picture's address within this page; null where only a size was entered. */
  readonly shown: string | null;
}

/** Drop a picture, move `detail`: tiles, tokens and cost by the model's own rule. */
export function PictureCard({ model }: { readonly model: Model }) {
  const [picture, setPicture] = useState<Measured>({ width: 1920, height: 1080, shown: null });
  const [detail, setDetail] = useState<Detail>("auto");
  const { width, height } = picture;
  const asked = pictureTokensQuery({ account_id: useAccount(), model: model.id, width, height });
  const takes = model.input_modalities.includes("image");
  const counts = useQuery({ ...asked, enabled: takes, placeholderData: keepPreviousData });
  if (!takes) return null;
  return (
    <Card
      title="What a picture costs"
      actions={<span className="badge">rule {counts.data?.rule ?? model.vision}</span>}
    >
      <div className="calculator">
        <div className="form">
          <PictureDrop onPicture={setPicture} />
          <SizeFields picture={picture} error={counts.error} onChange={setPicture} />
          <DetailChoice value={detail} onChange={setDetail} />
          <Asked query={counts}>
            {({ data }) => <Count counted={data.find((one) => one.detail === detail)} />}
          </Asked>
        </div>
        <GridDrawing
          picture={picture}
          grid={counts.data?.data.find((one) => one.detail === detail)?.grid ?? null}
        />
      </div>
    </Card>
  );
}

interface SizeFieldsProps {
  readonly picture: Measured;
  readonly error: unknown;
  readonly onChange: (picture: Measured) => void;
}

function SizeFields({ picture, error, onChange }: SizeFieldsProps) {
  const take = (size: Partial<Measured>): void => onChange({ ...picture, ...size, shown: null });
  return (
    <div className="size-fields">
      <TextField
        label="Width"
        type="number"
        min={1}
        value={picture.width}
        error={errorAt(error, "width")}
        onChange={({ target }) => take({ width: Math.trunc(Number(target.value)) })}
      />
      <TextField
        label="Height"
        type="number"
        min={1}
        value={picture.height}
        error={errorAt(error, "height")}
        onChange={({ target }) => take({ height: Math.trunc(Number(target.value)) })}
      />
    </div>
  );
}

function Count({ counted }: { readonly counted: CountedPicture | undefined }) {
  if (counted === undefined) return null;
  const { tokens, tokens_max: most, tiles, grid, cost } = counted;
  const cells = grid === null ? null : `${grid.columns} × ${grid.rows}`;
  return (
    <div aria-live="polite">
      <Figures>
        <Figure
          label={tiles === null ? "Cells" : "Tiles"}
          value={tiles?.toLocaleString("en-US") ?? cells ?? "—"}
          note={noteOf(cells, grid?.preview === true)}
        />
        <Figure
          label="Tokens"
          value={tokens.toLocaleString("en-US")}
          note={`at most ${most.toLocaleString("en-US")}`}
        />
        <Figure label="Cost" value={cost === null ? "closed" : showDollars(cost)} />
      </Figures>
    </div>
  );
}

function noteOf(cells: string | null, preview: boolean): string {
  if (cells === null) return "not drawn: the provider doesn't print them";
  return preview ? `${cells}, and the whole once more` : cells;
}

import { Button } from "../../parts/button.tsx";
import { Icon } from "../../parts/icon.tsx";
import type { Draft } from "./composer.tsx";
import type { ChosenPicture } from "./turns.ts";
import type { EstimateState } from "./use-estimate.ts";

interface PictureStripProps {
  readonly pictures: readonly ChosenPicture[];
  readonly estimate: EstimateState;
  readonly onChange: (next: (draft: Draft) => Draft) => void;
}

/** The pictures that go along, each with what it counts. */
export function PictureStrip({ pictures, estimate, onChange }: PictureStripProps) {
  if (pictures.length === 0) return null;
  // Earlier turns' pictures come first: those of the draft are the last ones.
  const counted = estimate.estimate?.images.slice(-pictures.length) ?? [];
  const remove = (id: string): void =>
    onChange((before) => ({ ...before, pictures: before.pictures.filter((one) => one.id !== id) }));
  return (
    <ul className="picture-strip" aria-label="Pictures that go along">
      {pictures.map((picture, index) => (
        <li key={picture.id}>
          <Thumbnail picture={picture} />
          <p className="small">
            <span className="picture-name">{picture.name}</span>
            <span className="muted">{countOf(counted[index])}</span>
          </p>
          <Button
            kind="quiet"
            icon="close"
            aria-label={`Remove ${picture.name}`}
            onClick={() => remove(picture.id)}
          />
        </li>
      ))}
    </ul>
  );
}

/** What lies elsewhere isn't fetched to be shown: the page asks nobody but its gateway. */
export function Thumbnail({ picture }: { readonly picture: ChosenPicture }) {
  return picture.url.startsWith("data:") ? (
    <img className="thumbnail" src={picture.url} alt={picture.name} />
  ) : (
    <span className="thumbnail">
      <Icon name="picture" />
    </span>
  );
}

interface Counted {
  readonly width: number;
  readonly height: number;
  readonly tokens: number;
}

function countOf(counted: Counted | undefined): string {
  if (counted === undefined) return "";
  const { width, height, tokens } = counted;
  return `${width} × ${height}, ${tokens.toLocaleString("en-US")} tokens`;
}

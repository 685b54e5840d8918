import type { PlannedImage, Workload } from "../../api/plans.ts";
import { Button } from "../../parts/button.tsx";
import { errorAt, Field } from "../../parts/field.tsx";
import { NumberField } from "./number-field.tsx";

interface ImagesFieldProps {
  readonly workload: Workload;
  readonly onChange: (changed: Partial<Workload>) => void;
  readonly error: unknown;
}

const fresh: PlannedImage = { width: 1024, height: 1024, detail: "auto" };

/** The pictures that every turn brings along, and what becomes of earlier ones. */
export function ImagesField({ workload, onChange, error }: ImagesFieldProps) {
  const { images = [] } = workload;
  // Pictures have no names: their place is what tells one from the other.
  const rows = images.map((image, place) => ({ id: `picture ${place}`, image, place }));
  const put = (next: readonly PlannedImage[]): void =>
    onChange({ images: next.length === 0 ? undefined : next });
  return (
    <fieldset className="fieldset">
      <legend>Pictures in each call</legend>
      {rows.map(({ id, image, place }) => (
        <ImageRow
          key={id}
          image={image}
          place={place}
          error={error}
          onChange={(next) => put(images.map((one, at) => (at === place ? next : one)))}
          onRemove={() => put(images.filter((_, at) => at !== place))}
        />
      ))}
      <Button icon="picture" onClick={() => put([...images, fresh])}>
        Add a picture
      </Button>
      {errorAt(error, "images") === undefined ? null : (
        <p className="field-error" role="alert">
          {errorAt(error, "images")}
        </p>
      )}
      {images.length === 0 ? null : <HistoryField workload={workload} onChange={onChange} />}
    </fieldset>
  );
}

interface ImageRowProps {
  readonly image: PlannedImage;
  readonly place: number;
  readonly error: unknown;
  readonly onChange: (image: PlannedImage) => void;
  readonly onRemove: () => void;
}

function ImageRow({ image, place, error, onChange, onRemove }: ImageRowProps) {
  const number = (name: "count" | "width" | "height" | "tokens", label: string) => (
    <NumberField
      label={label}
      value={image[name]}
      error={errorAt(error, `images[${place}].${name}`)}
      placeholder={name === "count" ? "1" : undefined}
      onChange={(next) => onChange({ ...image, [name]: next })}
    />
  );
  return (
    <fieldset className="planner-image">
      <legend className="unseen">Picture {place + 1}</legend>
      {number("count", "How many")}
      {image.tokens === undefined ? (
        <>
          {number("width", "Width")}
          {number("height", "Height")}
          <DetailField image={image} onChange={onChange} />
        </>
      ) : (
        number("tokens", "Tokens")
      )}
      <Button icon="close" aria-label={`Remove picture ${place + 1}`} onClick={onRemove} />
    </fieldset>
  );
}

function DetailField({ image, onChange }: Pick<ImageRowProps, "image" | "onChange">) {
  return (
    <Field label="Detail">
      {(control) => (
        <select
          className="input"
          value={image.detail ?? "auto"}
          onChange={({ target }) => onChange({ ...image, detail: target.value })}
          {...control}
        >
          {details.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

export const details = ["auto", "low", "high", "original"] as const;

function HistoryField({ workload, onChange }: Omit<ImagesFieldProps, "error">) {
  if (Number(workload.turns ?? 1) < 2) return null;
  return (
    <Field label="Pictures of earlier turns">
      {(control) => (
        <select
          className="input"
          value={workload.image_history ?? "resent"}
          onChange={({ target }) => onChange({ image_history: target.value })}
          {...control}
        >
          <option value="resent">are sent again every turn</option>
          <option value="once">are left out</option>
          <option value="described">are replaced by a description</option>
        </select>
      )}
    </Field>
  );
}

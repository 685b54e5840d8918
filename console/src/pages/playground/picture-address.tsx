import { useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { TextField } from "../../parts/field.tsx";
import { submitted } from "../../parts/submitted.ts";
import { textOf } from "../../parts/text-of.ts";
import { pictureAt } from "./read-picture.ts";
import type { ChosenPicture } from "./turns.ts";

/** A picture by its address: the gateway fetches it, this browser doesn't. */
export function PictureAddress(props: { readonly onPicture: (picture: ChosenPicture) => void }) {
  const [open, setOpen] = useState(false);
  const take = (form: FormData): void => {
    const address = textOf(form, "address");
    if (address !== "") props.onPicture(pictureAt(address));
    setOpen(false);
  };
  return (
    <>
      <Button icon="external" onClick={() => setOpen(true)}>
        By address
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Add a picture by its address">
        <form className="form" onSubmit={submitted(take)}>
          <TextField
            label="Address"
            name="address"
            placeholder="https://example.com/picture.png"
            hint="The gateway fetches it once, measures it and sends it on. Private addresses are refused."
            required
          />
          <footer className="dialog-foot">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button kind="main" type="submit">
              Add
            </Button>
          </footer>
        </form>
      </Dialog>
    </>
  );
}

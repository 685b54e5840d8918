import { Refused } from "../api/call.ts";

/** Sends what a form holds, once at a time, and shows in it what is refused. */
export function onSubmit(id: string, send: (entered: FormData) => Promise<void>): void {
  const form = document.getElementById(id);
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(form, send);
  });
  // Until here a press would have gone nowhere.
  markBusy(form, false);
}

async function submit(
  form: HTMLFormElement,
  send: (entered: FormData) => Promise<void>,
): Promise<void> {
  takeBack(form);
  markBusy(form, true);
  try {
    await send(new FormData(form));
  } catch (error) {
    show(form, error);
    markBusy(form, false);
  }
}

function markBusy(form: HTMLFormElement, busy: boolean): void {
  const button = form.querySelector<HTMLButtonElement>("[type=submit]");
  if (button === null) return;
  button.disabled = busy;
  button.ariaBusy = String(busy);
}

/** Under the field that the gateway names, else above the button. */
function show(form: HTMLFormElement, error: unknown): void {
  const told = document.createElement("p");
  told.role = "alert";
  told.textContent = error instanceof Error ? error.message : String(error);
  const named = error instanceof Refused ? error.param : null;
  const field =
    named === null ? null : form.querySelector<HTMLInputElement>(`#${CSS.escape(named)}`);
  if (field === null) {
    told.className = "form-error";
    form.querySelector("[type=submit]")?.before(told);
    return;
  }
  told.className = "field-error";
  told.id = `${field.id}-error`;
  field.ariaInvalid = "true";
  field.parentElement?.append(told);
  describe(field);
}

/** What was said of what was sent before. */
function takeBack(form: HTMLFormElement): void {
  for (const told of form.querySelectorAll("[role=alert]")) told.remove();
  for (const field of form.querySelectorAll<HTMLInputElement>("[aria-invalid]")) {
    field.ariaInvalid = null;
    describe(field);
  }
}

/** By its hint, and by what was said of it. */
function describe(field: HTMLInputElement): void {
  const notes = [...(field.parentElement?.querySelectorAll("p[id]") ?? [])];
  field.setAttribute("aria-describedby", notes.map(({ id }) => id).join(" "));
}

/** What stands in a field of a form, without the space around it; empty where nothing does. */
export function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}

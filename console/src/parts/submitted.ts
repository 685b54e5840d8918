import type { FormEvent } from "react";

/** Takes what a form holds when it is sent; the page stays where it is. */
export function submitted(take: (form: FormData) => void) {
  return (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    take(new FormData(event.currentTarget));
  };
}

import type { FormEvent } from "react";

/** Takes what a form holds when it is sent; the page stays where it is. */
export function submitted(take: (form: FormData) => void) {
  return (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    // A window's form lies in React's tree within the page's, which is not sent with it.
    event.stopPropagation();
    take(new FormData(event.currentTarget));
  };
}

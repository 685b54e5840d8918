/** To the sign-in, a document of its own: nothing that was asked in a session outlives it. */
export function leave(): void {
  window.location.assign("/sign-in");
}

/** The same where a session has ended: whoever signs in anew comes back to that address. */
export function leaveFrom(address: string): void {
  window.location.replace(`/sign-in?${new URLSearchParams({ next: address })}`);
}

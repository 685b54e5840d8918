const waitMsMax = 3_000;

/** Resolves when the page is there and has nothing to do; what it may need later is loaded then. */
export function whenQuiet(): Promise<void> {
  return new Promise((resolve) => {
    const wait = (): void => {
      // Safari has no such callback; a moment later does as well.
      if ("requestIdleCallback" in window) {
        requestIdleCallback(() => resolve(), { timeout: waitMsMax });
      } else setTimeout(resolve, waitMsMax);
    };
    if (document.readyState === "complete") wait();
    else addEventListener("load", wait, { once: true });
  });
}

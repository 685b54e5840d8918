import type { Page } from "playwright-core";

/**
 * Opens every page that the navigation leads to, then the further ones by their paths, and looks at
 * each once it stands still. Answers the paths that were walked.
 */
export async function walkPages(
  page: Page,
  further: readonly string[],
  look: (path: string) => Promise<void>,
): Promise<readonly string[]> {
  const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  await links.first().waitFor();
  const hrefs = await Promise.all((await links.all()).map((link) => link.getAttribute("href")));
  const paths = [...hrefs.filter((href) => href !== null), ...further];
  for (const path of paths) {
    await page.goto(path);
    await settle(page);
    await look(path);
  }
  return paths;
}

/** Waits until the page has what it asked for, and nothing on it moves. */
export async function settle(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
  await page.waitForFunction(
    `document.querySelector("[aria-label=Loading]") === null &&
     document.getAnimations().every((one) => one.playState !== "running")`,
  );
}

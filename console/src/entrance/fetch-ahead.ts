import { whenQuiet } from "../api/when-quiet.ts";

/**
 * Fetches the console itself while somebody signs in: the build has put links to its files into a
 * template, where they wait until the browser has nothing else to do.
 */
export async function fetchAhead(): Promise<void> {
  await whenQuiet();
  const links = document.querySelector("template");
  if (links !== null) document.head.append(links.content);
}

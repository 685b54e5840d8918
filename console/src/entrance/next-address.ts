/**
 * Where one goes once signed in: what `/sign-in?next=` names, which is only ever an address of this
 * console, or else the page at whose address the sign-in was shown.
 */
export function nextAddress({ href, origin, pathname, search }: Place): string {
  if (pathname !== "/sign-in") return href;
  const next = new URLSearchParams(search).get("next") ?? "/";
  return origin + (/^\/(?![/\\])/.test(next) ? next : "/");
}

type Place = Pick<Location, "href" | "origin" | "pathname" | "search">;

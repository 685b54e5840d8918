/** Names headings as GitHub does, so that a link to one works in both places. */
export function createSlugs(): (heading: string) => string {
  const given = new Map<string, number>();
  return (heading) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-");
    const count = given.get(slug) ?? 0;
    given.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}

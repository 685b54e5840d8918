const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Lets the tabs of a document be chosen, by pointer or by arrow: one panel shows at a time. */
export function turnTabs(place: ParentNode): void {
  const tabs = [...place.querySelectorAll<HTMLElement>("[role=tab]")];
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(tabs, tab));
    tab.addEventListener("keydown", ({ key }) => {
      const next = tabs[(index + (steps[key] ?? 0) + tabs.length) % tabs.length];
      if (next === undefined || next === tab) return;
      choose(tabs, next);
      next.focus();
    });
  }
}

function choose(tabs: readonly HTMLElement[], chosen: HTMLElement): void {
  for (const tab of tabs) {
    tab.setAttribute("aria-selected", String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    if (panel !== null) panel.hidden = tab !== chosen;
  }
}

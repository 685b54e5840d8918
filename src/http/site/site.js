// What the pages do beyond being read: tabs, copying, search. All of them work without it.

const languageKey = "farebox-language";

for (const group of document.querySelectorAll(".tabs")) openTabs(group);
for (const block of document.querySelectorAll(".block")) offerCopy(block);
const box = document.querySelector("search");
if (box !== null) openSearch(box);

/** Shows one of several programs; the language that was chosen last is chosen everywhere. */
function openTabs(group) {
  const blocks = [...group.children];
  const names = blocks.map((block) => block.querySelector(".language").textContent);
  const bar = document.createElement("div");
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", "Language");
  const buttons = names.map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("role", "tab");
    button.textContent = name;
    button.addEventListener("click", () => chooseLanguage(name));
    return button;
  });
  const choose = (name) => {
    const chosen = Math.max(names.indexOf(name), 0);
    if (name !== null && !names.includes(name)) return;
    for (const [index, block] of blocks.entries()) {
      block.hidden = index !== chosen;
      buttons[index].setAttribute("aria-selected", String(index === chosen));
      buttons[index].tabIndex = index === chosen ? 0 : -1;
    }
  };
  bar.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[(at + step + buttons.length) % buttons.length];
    next.click();
    next.focus();
  });
  bar.append(...buttons);
  group.prepend(bar);
  group.classList.add("open");
  choose(null);
  choose(readLanguage());
  addEventListener("farebox-language", ({ detail }) => choose(detail));
}

/** The reader stays where they look, though blocks above change their height. */
function chooseLanguage(name) {
  const button = document.activeElement;
  const before = button?.getBoundingClientRect().top ?? 0;
  try {
    localStorage.setItem(languageKey, name);
  } catch {
    // A browser may keep nothing: then the choice lasts as long as the page.
  }
  dispatchEvent(new CustomEvent("farebox-language", { detail: name }));
  scrollBy(0, (button?.getBoundingClientRect().top ?? 0) - before);
}

function readLanguage() {
  try {
    return localStorage.getItem(languageKey);
  } catch {
    return null;
  }
}

function offerCopy(block) {
  const code = block.querySelector("code");
  if (code === null || navigator.clipboard === undefined) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const copied = await navigator.clipboard.writeText(code.textContent).then(
      () => true,
      () => false,
    );
    button.textContent = copied ? "Copied" : "Not copied";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2000);
  });
  block.append(button);
}

/** The index comes when somebody goes to the search for the first time. */
function openSearch(box) {
  const input = box.querySelector("input");
  const found = box.querySelector("#found");
  let index = null;
  const find = async () => {
    const words = input.value.trim();
    if (words === "") {
      found.hidden = true;
      return;
    }
    index ??= loadIndex();
    const ready = await index.catch(() => null);
    if (ready === null) index = null;
    if (words === input.value.trim()) showFound(found, words, ready);
  };
  box.hidden = false;
  input.addEventListener("focus", () => {
    index ??= loadIndex();
    index.catch(() => {
      index = null;
    });
    void find();
  });
  input.addEventListener("input", find);
  addEventListener("keydown", (event) => stepThrough(event, { input, found }));
  addEventListener("click", ({ target }) => {
    if (!box.contains(target)) found.hidden = true;
  });
}

async function loadIndex() {
  const [{ default: MiniSearch }, answer] = await Promise.all([
    import("./minisearch.js"),
    fetch(new URL("search.json", import.meta.url)),
  ]);
  const { sections } = await answer.json();
  const index = new MiniSearch({
    idField: "place",
    fields: ["title", "page", "text"],
    storeFields: ["place", "title", "page", "text"],
  });
  await index.addAllAsync(sections);
  return index;
}

const foundMax = 12;

function showFound(found, words, index) {
  found.hidden = false;
  const terms = { prefix: true, fuzzy: 0.2, boost: { title: 3, page: 2 } };
  const all = index?.search(words, { ...terms, combineWith: "AND" }) ?? [];
  const hits = all.length > 0 || index === null ? all : index.search(words, terms);
  if (hits.length === 0) {
    const text = index === null ? "The search could not be loaded." : `Nothing about “${words}”.`;
    found.replaceChildren(elementOf("p", text));
    return;
  }
  found.replaceChildren(...hits.slice(0, foundMax).map((hit) => entryOf(hit)));
}

function entryOf({ place, title, page, text, terms }) {
  const entry = document.createElement("a");
  entry.href = new URL(`../${place}`, import.meta.url);
  entry.append(elementOf("strong", title), " ", elementOf("span", page));
  entry.append(elementOf("small", excerptOf(text, terms)));
  return entry;
}

/** Some words around the first one that was found. */
function excerptOf(text, terms) {
  const plain = text.replaceAll(/\s+/g, " ");
  const lower = plain.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((at) => at >= 0);
  const from = Math.max(Math.min(...places, plain.length) - 50, 0);
  const start = places.length === 0 || from === 0 ? 0 : lower.indexOf(" ", from) + 1;
  const end = plain.length > start + 140 ? plain.lastIndexOf(" ", start + 140) : plain.length;
  return `${start === 0 ? "" : "… "}${plain.slice(start, end)}${end < plain.length ? " …" : ""}`;
}

function elementOf(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

/** A slash goes to the search, arrows go through what it found, Escape leaves it. */
function stepThrough(event, { input, found }) {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const typing = target.matches("input, textarea, select");
  if (key === "/" && !typing && !ctrlKey && !metaKey && !altKey) {
    event.preventDefault();
    input.focus();
    return;
  }
  if (target !== input && !found.contains(target)) return;
  const stops = [input, ...found.querySelectorAll("a")];
  const at = stops.indexOf(target);
  if (key === "Escape") {
    found.hidden = true;
    input.focus();
    found.hidden = true;
  } else if (key === "ArrowDown") stops[Math.min(at + 1, stops.length - 1)].focus();
  else if (key === "ArrowUp") stops[Math.max(at - 1, 0)].focus();
  else if (key === "Enter" && target === input) stops[1]?.click();
  else return;
  event.preventDefault();
}

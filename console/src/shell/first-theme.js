// Runs before anything is drawn, so that whoever chose light or dark sees nothing of the other.
// `theme.ts` keeps the choice, and applies those made later.
{
  const kept = localStorage.getItem("farebox-theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
}

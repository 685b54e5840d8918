import { lazy, Suspense } from "react";
import { loadPage } from "../api/load-page.ts";
import { whenQuiet } from "../api/when-quiet.ts";

/** What shows tidings, which no page needs before there are any. */
const loadList = () => loadPage(() => import("./toast-list.tsx"));

/** Tells in passing that something was done; what has to be kept is shown in its place instead. */
export function tell(title: string, description?: string): void {
  void loadList().then(async ({ toastsAreShown, manager }) => {
    await toastsAreShown;
    manager.add(description === undefined ? { title } : { title, description });
  });
}

const ToastList = lazy(async () => {
  await whenQuiet();
  return { default: (await loadList()).ToastList };
});

/** Where tidings show. */
export function Toasts() {
  return (
    <Suspense fallback={null}>
      <ToastList />
    </Suspense>
  );
}

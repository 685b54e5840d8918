import { Link, useRouteContext } from "@tanstack/react-router";
import { Icon } from "../parts/icon.tsx";
import { pages } from "./pages.ts";

/** The way to every page that this visitor may see. */
export function Navigation() {
  const { session } = useRouteContext({ from: "/inside" });
  const shown = pages.filter(({ operators }) => !operators || session.kind === "operator");
  return (
    <nav aria-label="Pages" className="navigation">
      <ul>
        {shown.map(({ to, name, icon }) => (
          <li key={to}>
            <Link
              to={to}
              search={({ account }) => (account === undefined ? {} : { account })}
              activeOptions={{ exact: to === "/", includeSearch: false }}
            >
              <Icon name={icon} />
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

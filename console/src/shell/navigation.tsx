import { Link, useRouteContext } from "@tanstack/react-router";
import { Icon } from "../parts/icon.tsx";
import { pages } from "./pages.ts";

type Shown = readonly (typeof pages)[number][];

/** The way to every page that this visitor may see; those for operators stand by themselves. */
export function Navigation() {
  const { session } = useRouteContext({ from: "/inside" });
  return (
    <nav aria-label="Pages" className="navigation">
      <Links shown={pages.filter(({ operators }) => !operators)} />
      {session.kind === "operator" ? (
        <>
          <p className="navigation-group">The gateway</p>
          <Links shown={pages.filter(({ operators }) => operators)} />
        </>
      ) : null}
    </nav>
  );
}

function Links({ shown }: { readonly shown: Shown }) {
  return (
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
  );
}

import { Link } from "@tanstack/react-router";

export function NotFound() {
  return (
    <main className="alone">
      <h1>There is no such page</h1>
      <p>
        Back to the <Link to="/">overview</Link>.
      </p>
    </main>
  );
}

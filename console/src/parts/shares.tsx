import { roughly, showDollars } from "../api/money.ts";

interface Share {
  readonly name: string;
  /** Dollars, as a decimal string. */
  readonly cost: string;
}

/** Which part of a sum is whose: the dearest first, each with a bar. */
export function Shares({ rows }: { readonly rows: readonly Share[] }) {
  const most = Math.max(...rows.map(({ cost }) => roughly(cost)), Number.MIN_VALUE);
  return (
    <ul className="share">
      {rows.map(({ name, cost }) => (
        <li key={name}>
          <p className="share-name">
            <span>{name}</span>
            <span className="amount">{showDollars(cost)}</span>
          </p>
          <div className="share-bar" aria-hidden="true">
            <span style={{ width: `${(roughly(cost) / most) * 100}%` }} />
          </div>
        </li>
      ))}
    </ul>
  );
}

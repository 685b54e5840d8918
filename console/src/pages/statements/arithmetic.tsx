import { showDollars } from "../../api/money.ts";
import type { Cycle } from "../../api/statements.ts";

/** How the month came out: what came in is what goes out, to the last fraction. */
export function Arithmetic({ statement }: { readonly statement: Cycle }) {
  const { lines, mills } = statement;
  const rows = [
    ["Carried in from the month before", "", statement.carry_in],
    [`Charged on ${lines.toLocaleString("en-US")} lines, exactly`, "+", statement.charged],
    [`Settled: ${mills.toLocaleString("en-US")} mills of $0.001`, "=", statement.settled],
    ["Carried to the next month", "+", statement.carry_out],
  ] as const;
  return (
    <figure className="arithmetic">
      <table>
        <caption className="unseen">The arithmetic of this month</caption>
        <tbody>
          {rows.map(([name, sign, amount]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="sign">{sign}</td>
              <td className="numeric">{showDollars(amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <figcaption className="muted small">{statement.arithmetic}</figcaption>
    </figure>
  );
}

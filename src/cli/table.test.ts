import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatFields } from "./fields.ts";
import { column } from "./operator-command.ts";
import { formatTable } from "./table.ts";

const columns = [
  column("ID", "id"),
  column("NAME", "name", { flexible: true }),
  column("AMOUNT", "amount", { right: true }),
];

test("columns are aligned, amounts to the right, with no blanks at the end of a line", () => {
  const rows = [
    { id: "a", name: "acme", amount: "0.0026605" },
    { id: "bcd", name: null, amount: "-15.00" },
  ];
  assert.equal(
    formatTable(columns, rows, null),
    "ID   NAME     AMOUNT\n" + "a    acme  0.0026605\n" + "bcd  -        -15.00\n",
  );
});

test("a narrow terminal takes from what may give, and never from an id or an amount", () => {
  const rows = [{ id: "i".repeat(31), name: "n".repeat(80), amount: "8999999.000000000001" }];
  const [, line = ""] = formatTable(columns, rows, 80).split("\n");
  assert.equal(line.length, 80);
  assert(line.startsWith(`${"i".repeat(31)}  nnn`) && line.endsWith("n…  8999999.000000000001"));
  assert(formatTable(columns, rows, null).includes("n".repeat(80)), "nobody looks, nothing is cut");
});

test("whatever a name holds, a row is one line, within the terminal where it can be", () => {
  const text = fc.string({ unit: "binary", maxLength: 60 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), (names) => {
      const rows = names.map((name) => ({ id: "id", name, amount: "1.00" }));
      const lines = formatTable(columns, rows, 40).split("\n");
      assert.equal(lines.length, names.length + 2);
      for (const line of lines) assert([...line].length <= 40, line);
    }),
  );
});

test("one thing is told by names and values, what lies inside it set in", () => {
  const thing = {
    id: "acct_1",
    balance: { posted: "25.00", held: "0.00" },
    attempts: [{ status: 200 }],
    models: ["a", "b"],
    disabled: false,
    price_list: null,
  };
  const lines = [
    "id          acct_1",
    "balance",
    "  posted    25.00",
    "  held      0.00",
    "attempts 1",
    "  status    200",
    "models      a, b",
    "disabled    no",
    "price list  -",
  ];
  assert.equal(formatFields(thing), `${lines.join("\n")}\n`);
});

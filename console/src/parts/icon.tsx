/** Drawn for this console on a grid of 20, in lines of 1.6. */
const paths = {
  close: "M5 5l10 10M15 5L5 15",
  menu: "M3 6h14M3 10h14M3 14h14",
  overview: "M3 11l7-7 7 7M5 10v7h10v-7",
  models: "M10 3l7 4-7 4-7-4zM3 11l7 4 7-4",
  playground: "M4 4h12v9H9l-4 3v-3H4z",
  keys: "M7.5 12.5a3.5 3.5 0 110-7 3.5 3.5 0 010 7zM10 9h7M14 9v3M17 9v2",
  usage: "M4 16V9M8 16V5M12 16v-5M16 16V7",
  statements: "M5 3h10v14l-2.5-1.6L10 17l-2.5-1.6L5 17zM8 7h4M8 10h4",
  planner: "M4 16l4-6 3 3 5-8M13 5h3v3",
  operator: "M10 3l6 2.5V10c0 4-3 6-6 7-3-1-6-3-6-7V5.500z",
  accounts:
    "M7 9a3 3 0 100-6 3 3 0 000 6zM2 17c0-3 2-5 5-5s5 2 5 5M13 4a3 3 0 010 5M14 12c2.500.500 4 2.500 4 5",
  prices:
    "M10 3v14M13.500 6c-1-1-2-1.300-3.500-1.300-2 0-3.500 1-3.500 2.600 0 3.600 7.500 1.800 7.500 5.400 0 1.600-1.700 2.600-4 2.600-1.700 0-3-.500-4-1.500",
  upstreams: "M3 11h3l2-6 4 10 2-4h3",
  books: "M4 4h5a1 1 0 011 1v11a1 1 0 00-1-1H4zM16 4h-5a1 1 0 00-1 1v11a1 1 0 011-1h5z",
  alerts: "M5 14h10l-1.500-2V9a3.500 3.500 0 00-7 0v3zM8.500 16.500h3",
  settings: "M4 6h7M14 6h2M4 14h2M9 14h7M12.500 4.500v3M7.500 12.500v3",
  stop: "M5.500 5.500h9v9h-9z",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
  check: "M4 10.500l4 4 8-9",
  warn: "M10 4l7 12H3zM10 8.500v3.500M10 14v.2",
  search: "M9 14A5 5 0 109 4a5 5 0 000 10zM13 13l4 4",
  plus: "M10 4v12M4 10h12",
  download: "M10 3v9M6 9l4 4 4-4M4 16h12",
  external: "M8 5H4v11h11v-4M11 4h5v5M16 4l-7 7",
  up: "M5 12l5-5 5 5",
  down: "M5 8l5 5 5-5",
  sun: "M10 6.500a3.500 3.500 0 110 7 3.500 3.500 0 010-7zM10 2v2M10 16v2M2 10h2M16 10h2M4.500 4.500l1.400 1.400M14.100 14.100l1.400 1.400M15.500 4.500l-1.400 1.400M5.900 14.100l-1.400 1.400",
  moon: "M15.500 12A6.500 6.500 0 018 4.500a6 6 0 107.500 7.500z",
  out: "M8 4H4v12h4M12 6l4 4-4 4M8 10h8",
  picture: "M3 4h14v12H3zM3 13l4-4 4 4 2-2 4 4M13 7.500v.2",
} as const;

export type IconName = keyof typeof paths;

/** An icon beside a word that says the same; alone it needs a label on its button. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

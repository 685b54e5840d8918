import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: "plain" | "main" | "danger" | "quiet";
  readonly icon?: IconName;
  /** True while what it does is under way: it can't be pressed twice. */
  readonly busy?: boolean;
  readonly children?: ReactNode;
}

export function Button({ kind = "plain", icon, busy = false, children, ...rest }: ButtonProps) {
  const classes = ["button", kind, ...(children === undefined ? ["icon-only"] : [])];
  return (
    <button
      type="button"
      {...rest}
      className={[...classes, rest.className ?? ""].join(" ").trim()}
      disabled={rest.disabled === true || busy}
      aria-busy={busy}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

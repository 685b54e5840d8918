import { Menu } from "@base-ui/react/menu";
import { useState } from "react";
import { signOut } from "../api/session.ts";
import { Icon } from "../parts/icon.tsx";
import { useSession } from "./account.ts";
import { leave } from "./leave.ts";
import { chooseTheme, readTheme, type Theme } from "./theme.ts";

const themes: readonly { readonly theme: Theme; readonly name: string }[] = [
  { theme: "system", name: "As the system" },
  { theme: "light", name: "Light" },
  { theme: "dark", name: "Dark" },
];

/** Light or dark; signing out. It comes open, in the place of the button that was pressed. */
export function OpenUserMenu() {
  const session = useSession();
  const [theme, setTheme] = useState(readTheme());
  const signOutAndLeave = async (everywhere: boolean): Promise<void> => {
    await signOut(everywhere);
    leave();
  };
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger className="button quiet">
        {session.name}
        <Icon name="down" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="popup-place" sideOffset={4} align="end">
          <Menu.Popup className="popup menu">
            <p className="menu-note">
              {session.kind === "operator" ? "Operator" : session.account_name} · {session.role}
            </p>
            <Menu.RadioGroup
              value={theme}
              onValueChange={(next: Theme) => {
                chooseTheme(next);
                setTheme(next);
              }}
            >
              {themes.map((one) => (
                <Menu.RadioItem key={one.theme} value={one.theme} className="popup-item">
                  <Menu.RadioItemIndicator className="popup-mark" keepMounted>
                    {theme === one.theme ? <Icon name="check" /> : null}
                  </Menu.RadioItemIndicator>
                  {one.name}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="menu-line" />
            <Menu.Item className="popup-item" onClick={() => void signOutAndLeave(false)}>
              Sign out
            </Menu.Item>
            <Menu.Item className="popup-item" onClick={() => void signOutAndLeave(true)}>
              Sign out everywhere
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

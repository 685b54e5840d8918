import type { Role } from "../api/session.ts";
import { errorAt, Field } from "./field.tsx";

interface RoleFieldProps {
  /** The roles that can be given, with what each may do. */
  readonly choices: readonly { readonly role: Role; readonly may: string }[];
  readonly error: unknown;
}

/** What somebody may do: the least, unless another role is chosen. */
export function RoleField({ choices, error }: RoleFieldProps) {
  return (
    <Field label="Role" error={errorAt(error, "role")}>
      {(control) => (
        <select className="input" name="role" defaultValue="viewer" {...control}>
          {choices.map(({ role, may }) => (
            <option key={role} value={role}>
              {role}: {may}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Hashes passwords, slowly and with a salt each, off the event loop. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long where there is no such hash (null) as where there is one. */
  verify(password: string, hash: string | null): Promise<boolean>;
}

/** Whether a request of this method changes nothing, and so needs neither role nor proof. */
export function onlyReads(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

// undici's own files, of which the gateway loads those alone that it uses: the whole package takes
// nine megabytes more, for fetch, WebSocket and caches (docs/decisions/0005-undici-dispatch.md).

declare module "undici/lib/dispatcher/pool.js" {
  import { Pool } from "undici";
  export = Pool;
}

declare module "undici/lib/core/errors.js" {
  import { errors } from "undici";
  export = errors;
}

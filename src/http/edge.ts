import type { AlertDesk } from "../admin/alerts.ts";
import type { FailedSignIns } from "../admin/failed-sign-ins.ts";
import type { Office } from "../admin/office.ts";
import type { OpenPriceBook } from "../admin/open-price-book.ts";
import type { Gateway } from "../flow/gateway.ts";
import type { KeptOutputs } from "../ports/outputs.ts";
import type { Planner } from "../ports/planner.ts";
import type { CallMetrics } from "./call-metrics.ts";
import type { BodyBounds } from "./read-body.ts";

/** What the HTTP edge serves: the road, and the control plane beside it. */
export interface Edge {
  readonly gateway: Gateway;
  readonly office: Office;
  readonly alertDesk: AlertDesk;
  readonly outputs: KeptOutputs;
  readonly metrics: CallMetrics;
  readonly planner: Planner;
  /** Of all bodies that are read whole, together. */
  readonly bodies: BodyBounds;
  /** The gateway's own prices, which take what is published. */
  readonly prices: OpenPriceBook;
  /** The program's own, as its package names it. */
  readonly version: string;
  readonly failedSignIns: FailedSignIns;
  /** Whether this is the operator's token; compared in constant time. */
  readonly isAdminToken: (token: string) => boolean;
}

import type { FastifyInstance } from "fastify";
import type { Edge } from "./edge.ts";
import { adminAccounts } from "./routes/admin/accounts.ts";
import { adminAlerts } from "./routes/admin/alerts.ts";
import { adminBooks } from "./routes/admin/books.ts";
import { adminCalls } from "./routes/admin/calls.ts";
import { adminDrift } from "./routes/admin/drift.ts";
import { adminKeys } from "./routes/admin/keys.ts";
import { adminMembers } from "./routes/admin/members.ts";
import { adminModels } from "./routes/admin/models.ts";
import { adminMovements } from "./routes/admin/movements.ts";
import { adminOperators } from "./routes/admin/operators.ts";
import { adminPictures } from "./routes/admin/pictures.ts";
import { adminPlans } from "./routes/admin/plans.ts";
import { adminPrices } from "./routes/admin/prices.ts";
import { adminProjects } from "./routes/admin/projects.ts";
import { adminReplay } from "./routes/admin/replay.ts";
import { adminReports } from "./routes/admin/reports.ts";
import { adminUpstreams } from "./routes/admin/upstreams.ts";
import { calls } from "./routes/calls.ts";
import { chatCompletions } from "./routes/chat-completions.ts";

import { consoleSession } from "./routes/console/session.ts";

import { generateContent } from "./routes/dialects/generate-content.ts";
import { messages } from "./routes/dialects/messages.ts";

import { estimate } from "./routes/estimate.ts";
import { health } from "./routes/health.ts";
import { images } from "./routes/images.ts";
import { models } from "./routes/models.ts";
import { ownBooks } from "./routes/own-books.ts";
import { plan } from "./routes/plan.ts";
import { responses } from "./routes/responses.ts";
import { sessions } from "./routes/sessions.ts";
import { statements } from "./routes/statements.ts";
import { usage } from "./routes/usage.ts";

export type Routes = (app: FastifyInstance, edge: Edge) => void;

/** Every endpoint for callers and watchers, one file each. */
export const publicRoutes: readonly Routes[] = [
  chatCompletions,
  responses,
  images,
  messages,
  generateContent,
  estimate,
  plan,
  calls,
  models,
  ownBooks,
  usage,
  sessions,
  statements,
  health,
];

/** Every endpoint behind the admin token. */
export const adminRoutes: readonly Routes[] = [
  adminAccounts,
  adminMovements,
  adminProjects,
  adminKeys,
  adminPrices,
  adminModels,
  adminPictures,
  adminOperators,
  adminMembers,
  adminReports,
  adminCalls,
  adminDrift,
  adminReplay,
  adminPlans,
  adminUpstreams,
  adminAlerts,
  adminBooks,
];

/** Signing in to the console, and out of it. */
export const consoleRoutes: readonly Routes[] = [consoleSession];

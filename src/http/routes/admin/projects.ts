import type { FastifyInstance } from "fastify";
import { createProject } from "../../../admin/projects.ts";
import { isRefusal, refuse } from "../../../core/refusal.ts";
import type { Edge } from "../../edge.ts";
import { readPage, sendPage } from "../../page.ts";
import { sendRefusal } from "../../refusals.ts";
import { listProjects, makeProject, showProject } from "../../schemas/admin/projects.ts";
import type { ProjectBody, ProjectsQuery } from "../../schemas/admin.ts";
import { sendJson } from "../../send-json.ts";
import { writeProject } from "../../write-access.ts";

/** Projects of accounts. */
export function adminProjects(app: FastifyInstance, edge: Edge): void {
  const { office } = edge;

  app.post<{ Body: ProjectBody }>(
    "/admin/v1/projects",
    { schema: makeProject },
    async (request, reply) => {
      const { account_id: accountId, name } = request.body;
      const project = await createProject(office, { accountId, name });
      if (isRefusal(project)) return sendRefusal(reply, project);
      return sendJson(reply, writeProject(project), 201);
    },
  );

  app.get<{ Querystring: ProjectsQuery }>(
    "/admin/v1/projects",
    { schema: listProjects },
    async (request, reply) => {
      const page = readPage(request.query);
      const account = request.query.account_id ?? null;
      const projects = await office.store.directory.projects(account, page.after, page.limit);
      return sendPage(reply, page, projects.map(writeProject));
    },
  );

  app.get<{ Params: { id: string } }>(
    "/admin/v1/projects/:id",
    { schema: showProject },
    async (request, reply) => {
      const project = await office.store.directory.project(request.params.id);
      if (project !== null) return sendJson(reply, writeProject(project));
      return sendRefusal(reply, refuse("not_found", `There is no project ${request.params.id}.`));
    },
  );
}

import { checkedRoute, json } from "../../openapi/described.ts";
import { project } from "../access.ts";
import { projectBody, projectsQuery } from "../admin.ts";
import { idOf, listOf } from "../values.ts";

export const makeProject = checkedRoute({
  operationId: "createProject",
  tag: "Keys",
  summary: "Make a project",
  members: { belonging: "account_id", leastRole: "owner" },
  body: projectBody,
  answers: { 201: json("The project.", project) },
  refusals: ["not_found"],
});

export const listProjects = checkedRoute({
  operationId: "listProjects",
  tag: "Keys",
  summary: "All projects",
  members: { belonging: "account_id" },
  querystring: projectsQuery,
  answers: { 200: json("A page of them.", listOf(project, "Projects, oldest first.")) },
});

export const showProject = checkedRoute({
  operationId: "getProject",
  tag: "Keys",
  summary: "One project",
  members: { belonging: "project" },
  params: idOf("a project"),
  answers: { 200: json("The project.", project) },
  refusals: ["not_found"],
});

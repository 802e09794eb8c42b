import { CredentialKind } from "../../src/accounts/session.entity";
import type { App } from "../../src/app";
import { localOperator, type AccountViewer } from "../../src/core/viewer";
import { Role } from "../../src/projects/membership.entity";
import type { Project } from "../../src/projects/project.entity";
import type { CreateProjectInput } from "../../src/projects/projects.inputs";
import type { ApiClient } from "./api-client";
import type { TestServer } from "./server";

/** A person with an account and a bearer token. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly viewer: AccountViewer;
  readonly client: ApiClient;
}

/** How many people a project begins with, and how it differs from the defaults. */
export interface ProjectWishes {
  readonly researchers?: number;
  readonly labelers?: number;
  readonly candidates?: number;
  readonly viewers?: number;
  readonly settings?: CreateProjectInput["settings"];
}

/** A project and its people. */
export interface TestProject {
  readonly id: string;
  readonly slug: string;
  readonly project: Project;
  readonly researchers: readonly Person[];
  readonly labelers: readonly Person[];
  readonly candidates: readonly Person[];
  readonly viewers: readonly Person[];
  /** The first researcher, labeler: what most tests need. */
  readonly researcher: Person;
  readonly labeler: Person;
}

let made = 0;

/** An account of its own, with a bearer token. */
export async function aPerson(server: TestServer, { isAdmin = false } = {}): Promise<Person> {
  const { app } = server;
  const name = `person-${++made}`;
  const email = `${name}@example.org`;
  const input = { email, displayName: name, password: "a password for tests", isAdmin };
  const account = await app.services.accounts.create(localOperator, input);
  const token = await tokenOf(app, email);
  const viewer = await app.services.authentication.viewerOf(token, "127.0.0.1");
  if (viewer.kind !== "ACCOUNT") throw new Error("The fresh token stands for nobody.");
  return { id: account.id, email, token, viewer, client: server.client(token) };
}

/** A project with members, made through the services; a researcher and a labeler unless asked otherwise. */
export async function aProject(server: TestServer, wishes: ProjectWishes = {}): Promise<TestProject> {
  const { researchers = 1, labelers = 1, candidates = 0, viewers = 0, settings = null } = wishes;
  const slug = `project-${++made}`;
  const { projects } = server.app.services;
  const project = await projects.create(localOperator, { slug, name: `Project ${made}`, settings });
  const people = {
    researchers: await members(server, project.id, { role: Role.RESEARCHER, count: researchers }),
    labelers: await members(server, project.id, { role: Role.LABELER, count: labelers }),
    candidates: await members(server, project.id, { role: Role.CANDIDATE, count: candidates }),
    viewers: await members(server, project.id, { role: Role.VIEWER, count: viewers }),
  };
  return {
    id: project.id,
    slug,
    project,
    ...people,
    get researcher() {
      return first(people.researchers);
    },
    get labeler() {
      return first(people.labelers);
    },
  };
}

/** Makes people of a role in a project. */
export async function members(
  server: TestServer,
  projectId: string,
  { role, count }: { readonly role: Role; readonly count: number },
): Promise<readonly Person[]> {
  const people: Person[] = [];
  for (let place = 0; place < count; place++) {
    const person = await aPerson(server);
    await server.app.services.projects.addMember(localOperator, { projectId, email: person.email, role });
    people.push(person);
  }
  return people;
}

/** A new bearer token of an account. */
export async function tokenOf(app: App, email: string): Promise<string> {
  const { secret } = await app.store.transaction(async (tx) => {
    const account = await app.services.accounts.byEmail(tx, email);
    if (account === null) throw new Error(`There is no account ${email}.`);
    return app.services.authentication.openSession(tx, account, CredentialKind.BEARER);
  });
  return secret;
}

function first(people: readonly Person[]): Person {
  const [person] = people;
  if (person === undefined) throw new Error("The project was made without such a person.");
  return person;
}

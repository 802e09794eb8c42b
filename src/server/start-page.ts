import { demoDomain } from "../accounts/accounts.service";

/** The sample accounts that a demo server lets anyone enter as, by the name before the @. */
export const sampleAccounts = [
  {
    name: "researcher",
    label: "Researcher",
    may: "imports, prepares, answers questions, measures, releases",
  },
  { name: "labeler", label: "Labeler", may: "claims tasks, writes and ranks, asks in the room" },
  { name: "candidate", label: "Candidate", may: "would take the screening test, which has no page yet" },
  { name: "viewer", label: "Viewer", may: "reads reports and releases" },
  { name: "admin", label: "Admin", may: "looks after accounts and projects" },
] as const;

/** The page at `/`: what this is and where to go; on a demo server, sign-in by one click. */
export function startPage({
  isDemo,
  hasGraphiql,
}: {
  readonly isDemo: boolean;
  readonly hasGraphiql: boolean;
}): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Labelroom</title>
    <link rel="stylesheet" href="/start.css" />
    <script src="/start.js" defer></script>
  </head>
  <body>
    <main>
      <h1>Labelroom</h1>
      <p>
        Here a small team prepares and labels instruction data: raw prompts come in and are cleaned and split, labelers
        write demonstrations and rank completions under one guideline, ask about edge cases in one room, and what they
        made leaves as data sets that a trainer loads as they are.
      </p>
      <p id="who" role="status">Looking up who is signed in …</p>
${isDemo ? demoButtons() : ownSignIn()}
      <h2>Where to go</h2>
      <ul>
${hasGraphiql ? '        <li><a href="/graphiql">GraphiQL</a>: try every query, mutation and subscription by hand</li>\n' : ""}        <li><code>/graphql</code>: the API, over HTTP and as graphql-transport-ws on the same path</li>
        <li><code>POST /imports/PROJECT</code>: prompts and completions in bulk, streamed</li>
        <li><a href="/healthz">/healthz</a> and <a href="/readyz">/readyz</a>: whether the server lives and takes work</li>
      </ul>
      <p>
        The documentation lies in the folder <code>docs/</code> of the source: how the parts fit together, every error
        code, and the rules of preparing, leasing and releasing. <code>schema/examples/</code> holds the operations of
        the main way.
      </p>
    </main>
  </body>
</html>
`;
}

function demoButtons(): string {
  const buttons = sampleAccounts.map(
    ({ name, label, may }) =>
      `        <li><button type="button" data-email="${name}@${demoDomain}">Enter as ${label}</button> ${may}</li>`,
  );
  return `      <h2>Try it</h2>
      <p>This is a demo with a sample project in the middle of its work. Choose who you want to be:</p>
      <ul class="people">
${buttons.join("\n")}
      </ul>`;
}

function ownSignIn(): string {
  return `      <p>
        Sign in with the mutation <code>signIn</code>; programs send <code>Authorization: Bearer TOKEN</code>. The
        first admin is made by <code>labelroom account create-admin</code>.
      </p>`;
}

/** The page's style sheet, a file of its own because the page allows nothing inline. */
export const startStyle = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { margin: 0 0 0.5rem; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.2rem; }
#who { padding: 0.5rem 0.75rem; border-left: 0.25rem solid #3b6ea5; }
.people { list-style: none; padding: 0; }
.people li { margin: 0.5rem 0; }
button { font: inherit; padding: 0.35rem 0.75rem; min-width: 12rem; cursor: pointer; }
code { font-size: 0.95em; }
`;

/** The page's script: says who is signed in, and enters a demo by the mutation that any client may call. */
export const startScript = `"use strict";
const who = document.getElementById("who");

async function ask(query, variables) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

function say(account) {
  if (account === null) {
    who.textContent = "Nobody is signed in on this browser.";
    return;
  }
  who.textContent = "Signed in as " + account.displayName + ". ";
  if (document.querySelector('a[href="/graphiql"]') === null) return;
  const link = document.createElement("a");
  link.href = "/graphiql";
  link.textContent = "Go on in GraphiQL";
  who.append(link);
}

async function lookUp() {
  say((await ask("query WhoAmI { me { displayName } }")).me);
}

async function enter(email) {
  const mutation =
    "mutation EnterDemo($input: EnterDemoInput!) { enterDemo(input: $input) { account { displayName } } }";
  say((await ask(mutation, { input: { email } })).enterDemo.account);
}

function orSay(work) {
  work.catch((error) => {
    who.textContent = "That did not work: " + error.message;
  });
}

for (const button of document.querySelectorAll("button[data-email]")) {
  button.addEventListener("click", () => orSay(enter(button.dataset.email)));
}
orSay(lookUp());
`;

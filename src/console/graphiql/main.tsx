import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { createFetcher } from "./fetcher";

const welcome = `# Labelroom's API. Subscriptions run here too: they share this page's origin and sign-in.
# Sign in with the mutation signIn, or send a token under "Headers":
#   { "authorization": "Bearer TOKEN" }

query Me {
  me {
    id
  }
}
`;

const place = document.getElementById("graphiql");
if (place === null) throw new Error("The page has no element with the id graphiql.");

const fetcher = createFetcher(window.location);
createRoot(place).render(<GraphiQL fetcher={fetcher} defaultQuery={welcome} shouldPersistHeaders={false} />);

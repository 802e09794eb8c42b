import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The pages of src/console, each an HTML file. GraphiQL keeps its files under /graphiql, so that a server may
// mount that folder alone or the whole of dist/console.
export default defineConfig({
  root: "src/console",
  base: "/",
  plugins: [react()],
  worker: { format: "es" },
  build: {
    outDir: "../../dist/console",
    emptyOutDir: true,
    assetsDir: "graphiql/assets",
    chunkSizeWarningLimit: 8_000,
    rolldownOptions: {
      input: { graphiql: "src/console/graphiql/index.html" },
      // GraphiQL comes compiled by the React compiler, whose directives the bundler doesn't know.
      onLog(level, log, handler) {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handler(level, log);
      },
    },
  },
});

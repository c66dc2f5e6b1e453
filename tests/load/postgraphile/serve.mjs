// Serves PostGraphile on the database of DATABASE_URL as one would in production: nothing watched, no GraphiQL, no
// subscriptions, no errors explained, a process for each processor.

import cluster from "node:cluster";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";

const { DATABASE_URL, PORT = "8082", WORKERS = String(availableParallelism()), CONNECTIONS = "10" } = process.env;

if (!DATABASE_URL) {
  console.error("DATABASE_URL is not set");
  process.exit(1);
}

if (cluster.isPrimary) {
  for (let worker = 0; worker < Number(WORKERS); worker += 1) {
    cluster.fork({ NODE_ENV: "production", GRAPHILE_ENV: "production" });
  }
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      for (const worker of Object.values(cluster.workers)) worker.kill();
      process.exit(0);
    });
  }
} else {
  const { postgraphile } = await import("postgraphile");
  const { PostGraphileAmberPreset } = await import("postgraphile/presets/amber");
  const { makePgService } = await import("postgraphile/adaptors/pg");
  const { grafserv } = await import("postgraphile/grafserv/node");

  const instance = postgraphile({
    extends: [PostGraphileAmberPreset],
    pgServices: [
      makePgService({
        connectionString: DATABASE_URL,
        schemas: ["public"],
        poolConfig: { max: Number(CONNECTIONS), min: 1 },
        pubsub: false,
      }),
    ],
    grafast: { explain: false },
    grafserv: { graphqlPath: "/graphql", graphiql: false, websockets: false, watch: false, maxRequestLength: 100_000 },
  });
  const server = createServer();
  server.on("error", (fault) => {
    console.error(fault);
    process.exit(1);
  });
  const served = instance.createServ(grafserv);
  await served.addTo(server);
  server.listen(Number(PORT), "127.0.0.1", () => console.log(`worker ${process.pid} listens on ${PORT}`));
}

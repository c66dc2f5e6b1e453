// Asks a running server every question of the GraphQL-over-HTTP audit: node audit.mjs http://127.0.0.1:8080/graphql
import { auditServer } from "graphql-http";

const AUDITS = 61;
const url = process.argv[2];
if (!url) {
  console.error("Which server? Give the address of its endpoint: node audit.mjs http://127.0.0.1:8080/graphql");
  process.exit(2);
}

let results;
try {
  results = await auditServer({ url });
} catch (fault) {
  console.error(`The audit could not be finished: ${fault.message}. Is the server running at ${url}?`);
  process.exit(1);
}
const failures = results.filter((result) => result.status !== "ok");
for (const { id, name, status, reason, response } of failures) {
  console.log(`${status} ${id} ${name}\n  ${reason} (status ${response.status})`);
}
console.log(`${results.length - failures.length} of ${results.length} audits passed`);
process.exit(failures.length === 0 && results.length === AUDITS ? 0 : 1);

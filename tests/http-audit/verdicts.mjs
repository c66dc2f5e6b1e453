// Asks graphql-js about every document that our check has judged: node verdicts.mjs schema.graphql verdicts.json
import { readFileSync } from "node:fs";
import { GraphQLError, buildSchema, parse, specifiedRules, validate } from "graphql";

const LEAST = 500;
const [schemaFile, verdictsFile] = process.argv.slice(2);
if (!schemaFile || !verdictsFile) {
  console.error("Give the schema and the verdicts: node verdicts.mjs schema.graphql verdicts.json");
  process.exit(2);
}

const schema = buildSchema(readFileSync(schemaFile, "utf8"));
const judged = JSON.parse(readFileSync(verdictsFile, "utf8"));
// The specification has this rule since 2025; graphql-js leaves it to the execution until its version 17.
const OperationTypeExists = (context) => ({
  OperationDefinition(node) {
    if (!schema.getRootType(node.operation)) {
      context.reportError(new GraphQLError(`The schema has no ${node.operation}s.`, { nodes: node }));
    }
  },
});
const rules = [...specifiedRules, OperationTypeExists];
const reasons = (document) => {
  try {
    return validate(schema, parse(document), rules).map((error) => error.message);
  } catch (fault) {
    return [fault.message];
  }
};
const different = judged
  .map(({ document, valid }) => ({ document, valid, reasons: reasons(document) }))
  .filter(({ valid, reasons }) => valid !== (reasons.length === 0));
for (const { document, valid, reasons } of different) {
  console.log(`we say ${valid ? "valid" : "invalid"}: ${document}\n  graphql-js: ${reasons.join(" | ") || "valid"}`);
}
const valid = judged.filter((verdict) => verdict.valid).length;
console.log(`${judged.length - different.length} of ${judged.length} verdicts agree with graphql-js, ${valid} on valid documents`);
process.exit(different.length === 0 && judged.length >= LEAST ? 0 : 1);

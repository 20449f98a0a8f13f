// Runs LibreChat's own importers on files that we wrote; what they would store is caught in lists.
//
//   node librechat_import.cjs FOLDER FILE...
//
// FOLDER holds import/*.js and node_modules with librechat-data-provider and uuid@9. What the importers take from the rest
// of the server (its log, configuration and database) is replaced below. Prints one line of JSON for each file.
const path = require("node:path");
const fs = require("node:fs");
const Module = require("node:module");

const folder = path.resolve(process.argv[2]);
const caught = { conversations: [], messages: [] };
const quiet = new Proxy({}, { get: () => () => undefined });
const around = {
  "@librechat/data-schemas": { logger: quiet, getTenantId: () => undefined },
  "~/server/services/Config": { getEndpointsConfig: async () => ({ openAI: {} }) },
  "~/server/controllers/ModelController": { getModelsConfig: async () => ({ openAI: ["deployment-default"] }) },
  "~/app/clients/BaseClient": {},
  "~/models": {
    bulkSaveConvos: async (conversations) => caught.conversations.push(...conversations),
    bulkSaveMessages: async (messages) => caught.messages.push(...messages),
    bulkIncrementTagCounts: async () => undefined,
    getConvo: async () => undefined,
    getMessages: async () => undefined,
  },
};
const load = Module._load;
Module._load = function (request, ...rest) {
  return around[request] ?? load.call(this, request, ...rest);
};

const { getImporter } = require(path.join(folder, "import", "importers.js"));
const { createImportBatchBuilder } = require(path.join(folder, "import", "importBatchBuilder.js"));

async function main() {
  for (const name of process.argv.slice(3)) {
    caught.conversations.length = caught.messages.length = 0;
    const data = JSON.parse(fs.readFileSync(name, "utf8"));
    await getImporter(data)(data, "someone", createImportBatchBuilder, "USER");
    console.log(JSON.stringify(caught));
  }
}
main().catch((fault) => {
  console.error(fault);
  process.exit(1);
});

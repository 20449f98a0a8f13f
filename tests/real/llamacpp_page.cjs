// Runs the page's own services on sessions that we wrote, with a database that lives in memory.
//
//   node llamacpp_page.cjs FOLDER FILE...
//
// FOLDER holds the page's services/*.ts and node_modules with esbuild, dexie, fake-indexeddb and fflate. What they take
// from elsewhere in the page are constants and enums; those stand below. Prints one line of JSON for each file.
const path = require("node:path");
const fs = require("node:fs");
const { createRequire } = require("node:module");

const folder = path.resolve(process.argv[2]);
const load = createRequire(path.join(folder, "package.json"));
load("fake-indexeddb/auto");

const constants = {
  NEWLINE: "\n",
  ZIP_MAGIC: [0x50, 0x4b, 0x03, 0x04],
  STORAGE_APP_NAME: "LlamaUi",
  IDXDB_TABLES: { conversations: "conversations", messages: "messages" },
  IDXDB_STORES: {
    conversations: "id, lastModified, currNode, name",
    messages: "id, convId, type, role, timestamp, parent, children",
  },
};
const enums = {
  SessionRecordType: { MESSAGE: "message", SESSION: "session" },
  FileExtensionText: { JSONL: ".jsonl" },
  MessageRole: { SYSTEM: "system" },
};
const around = { "$lib/constants": constants, "$lib/enums": enums, "$lib/utils": {} };

function service(name) {
  const source = fs.readFileSync(path.join(folder, "services", name), "utf8");
  const { code } = load("esbuild").transformSync(source, { loader: "ts", format: "cjs" });
  const made = { exports: {} };
  new Function("module", "exports", "require", code)(made, made.exports, (key) => around[key] ?? load(key));
  return made.exports;
}

const { ConversationTransferService } = service("conversation-transfer.service.ts");
const { DatabaseService } = service("database.service.ts");

async function main() {
  for (const name of process.argv.slice(3)) {
    const sessions = await ConversationTransferService.parseImportFile(new Blob([fs.readFileSync(name)]));
    const first = await DatabaseService.importConversations(sessions);
    const again = await DatabaseService.importConversations(sessions);
    const stored = [];
    for (const conv of first.imported) {
      stored.push({ conv, messages: await DatabaseService.getConversationMessages(conv.id) });
    }
    const order = (await DatabaseService.getAllConversations()).map((conv) => conv.id);
    console.log(JSON.stringify({ skipped: first.skipped.length, again: again.imported.length, stored, order }));
  }
}
main();

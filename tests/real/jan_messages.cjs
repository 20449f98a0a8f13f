// Turns messages that we wrote into what Jan's page draws, with the page's own code.
//
//   node jan_messages.cjs FOLDER FILE...
//
// FOLDER holds Jan's messages.ts and node_modules with esbuild. The only values that it takes from elsewhere are two
// enums; they stand below. Prints one line of JSON for each FILE, a messages.jsonl read line by line as Jan reads it.
const path = require("node:path");
const fs = require("node:fs");
const { createRequire } = require("node:module");

const folder = path.resolve(process.argv[2]);
const load = createRequire(path.join(folder, "package.json"));
const core = {
  ContentType: { Text: "text", Reasoning: "reasoning", Image: "image_url", ToolCall: "tool_call" },
  MessageStatus: { Ready: "ready", Pending: "pending", Error: "error", Stopped: "stopped" },
};

const source = fs.readFileSync(path.join(folder, "messages.ts"), "utf8");
const { code } = load("esbuild").transformSync(source, { loader: "ts", format: "cjs" });
const made = { exports: {} };
new Function("module", "exports", "require", code)(made, made.exports, () => core);

for (const name of process.argv.slice(3)) {
  const lines = fs.readFileSync(name, "utf8").split("\n").filter(Boolean);
  console.log(JSON.stringify(made.exports.convertThreadMessagesToUIMessages(lines.map((line) => JSON.parse(line)))));
}

"""Run by `test_mcp_sdk.py` with the official SDK's Python: asks a server for everything, and prints what came as JSON.

python mcp_sdk_client.py MODE COMMAND ARGUMENTS…        MODE: auto (without a handshake if the server can) or legacy
"""

import asyncio
import json
import sys

from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main(mode, command, arguments):
    found = {}
    async with Client(
        stdio_client(StdioServerParameters(command=command, args=arguments)), mode=mode
    ) as client:
        found["version"] = client.protocol_version
        tools = (await client.list_tools()).tools
        found["tools"] = {one.name: one.annotations.read_only_hint for one in tools}
        found["schemas"] = {one.name: one.input_schema for one in tools}
        found["templates"] = [
            one.uri_template for one in (await client.list_resource_templates()).resource_templates
        ]
        found["resources"] = len((await client.list_resources()).resources)
        found["prompts"] = [one.name for one in (await client.list_prompts()).prompts]
        for name, given in (
            ("search_chats", {"words": "tea"}),
            ("list_chats", {"only": "after:2023-12-01"}),
            ("read_chat", {"chat": "sunflower-1"}),
            ("about_me", {}),
            ("list_projects", {}),
            ("search_chats", {"words": "tea", "limt": 5}),
            ("read_chat", {"chat": "canary-1"}),
        ):
            answer = await client.call_tool(name, given)
            (text,) = answer.content
            assert answer.structured_content is None
            found.setdefault("calls", []).append([name, answer.is_error, text.text])
        read = await client.read_resource("migrator://chat/sunflower-2")
        found["resource"] = read.contents[0].text
        got = await client.get_prompt("continue_chat", {"chat": "sunflower-3"})
        found["prompt"] = got.messages[0].content.text
        for uri in ("migrator://chat/canary-2", "migrator://chat/none", "file:///etc/passwd"):
            try:
                await client.read_resource(uri)
            except MCPError as error:
                found.setdefault("refused", []).append(error.error.code)
    print(json.dumps(found))


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))

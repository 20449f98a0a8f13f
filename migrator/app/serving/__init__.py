"""An open vault, answering programs of other assistants over MCP: grants, answers, the account of what left.

`catalogue` is what is offered and opens nothing; `backend` makes the answers; `grants` and `account` are the person's side.
"""

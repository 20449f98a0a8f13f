"""The Model Context Protocol over standard input and output, for a server that only reads.

Five versions in two eras: with a handshake (`initialize`, 2024-11-05 to 2025-11-25), and without one (2026-07-28: every
request carries its version). Tools, resource templates and prompts; nothing that a server could ask of a client. It knows
nothing of vaults: what a request gets is made by a `contract.Backend`.
(https://modelcontextprotocol.io/specification/2025-11-25 and …/2026-07-28, seen 2026-11-30.)
"""

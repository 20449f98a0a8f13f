"""ChatGPT's own shape, repaired: what programs that read a `conversations.json` choke on is gone from it."""

from migrator.adapter import Target
from migrator.capabilities import load
from migrator_chatgpt.repaired import clean, librechat

CLEAN = Target(
    name="chatgpt-clean",
    capabilities=load(__name__, "chatgpt_clean.toml"),
    write=clean.write,
    options=clean.OPTIONS,
)
LIBRECHAT = Target(
    name="librechat",
    capabilities=load(__name__, "librechat.toml"),
    write=librechat.write,
    options=librechat.OPTIONS,
)

"""The only door to the network, shut unless the person names one host: the only importer of `httpx`.

    with door.opened(host, allowed, ask, ledger) as way:
        way.get(url, purpose)

One host by name, agreed to for this one run; no proxy, no environment, no redirect, certificates checked, every
request in a ledger before it is sent.
"""

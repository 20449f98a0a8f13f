"""The only door to the network, shut unless the person names one host: the only importer of `httpx`."""

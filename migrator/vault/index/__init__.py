"""The index: a SQLCipher database that shows what the originals and the journal hold. Derived, so never precious.

`connection` opens it, `schema` lays it out, `fill` puts an original in, `search` and `browse` read. Whatever does not fit
(another schema, another vault, a state that differs from the journal's imports) means building it anew, never mending.
"""

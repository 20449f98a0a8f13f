"""Straight to a server, in lines: counted first, asked about by the name of the host, sent; and the list of requests."""

from __future__ import annotations

from msgspec import structs

from migrator import registry
from migrator.app.network import log as read_log
from migrator.app.pushing import Request, place, push
from migrator.i18n import _
from migrator.tui import pushed
from migrator.tui.desk import Desk, surroundings
from migrator.tui.plain.lines import Talk
from migrator.vault.handle import Vault


def send(talk: Talk, desk: Desk, vault: Vault) -> None:
    """Choose a kind of server, count, ask, send."""
    every = [registry.pusher(name) for name in registry.pusher_names()]
    one = talk.choose(
        _("Send to a server that is running"), [(each, _(each.title)) for each in every], _("Back")
    )
    if one is None:
        return
    talk.say(_(one.about))
    url = talk.ask(_("Its address, for example http://127.0.0.1:8080:"))
    if not url:
        return
    where, here = place(url)
    request = Request(target=one.name, url=url, only=desk.queries(), dry_run=True)
    counted = talk.job(_("Counting; nothing is sent"), lambda context: push(request, context, vault))
    if counted is None:
        return
    talk.all(pushed.told(counted))
    talk.all(pushed.consent(counted, where, here=here))
    if not talk.sure(_("Send to {host}?").format(host=where)):
        return
    token = talk.secret(_("Its token or API key, if it wants one (not shown, not kept):")).strip() or None
    wanted = structs.replace(request, dry_run=False, token=token, allowed=() if here else (where,))
    done = talk.job(_("Sending to {host}").format(host=where), lambda context: push(wanted, context, vault))
    if done is not None:
        talk.say(_("Sent to {host}.").format(host=where))
        talk.all(pushed.told(done))


def log(talk: Talk, vault: Vault) -> None:
    """Every request, the newest first."""
    found = read_log(surroundings())
    requests = pushed.every_request(found, vault)
    talk.all(pushed.about_log(found, len(requests)))
    talk.all(pushed.request_row(one) for one in requests)

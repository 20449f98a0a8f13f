"""The folders of an Open WebUI for the projects of an archive: found again, or made when the first chat needs one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrator.adapter import Archive, Arrivals, NoReply, Receipt
from migrator.errors import Stopped
from migrator.events import Problem, Report
from migrator.i18n import _
from migrator.losses import Loss
from migrator.model import Project
from migrator.shape.markdown.prose import clean
from migrator.shape.projects import unnamed
from migrator_open_webui.chat import folder_id, source_id
from migrator_open_webui.server import Folder, Server, checked, folder_made


class Folders:
    """Which folder each project has. Without a server, the ones that would be made."""

    def __init__(self, archive: Archive, server: Server | None, arrivals: Arrivals, report: Report) -> None:
        self._server = server
        self._arrivals = arrivals
        self._report = report
        self._projects = {project.id: project for project in archive.items(Project)}
        self._names = dict(archive.names())
        self._found: dict[str, str | None] = {}  # project -> the server's id; None: it could not be had
        self._made: set[str] = set()
        self._titles: dict[str, str] = {}  # project -> the title of its chat that came first
        self._list: list[Folder] | None = None
        self._sources: dict[str, str] = {}  # folder -> the project that it was made for
        self._known = False

    def use(self, project: str | None, title: str = "") -> str | None:
        """The server's id of the folder for a project; it is made if it is not there. `title` is that of a chat in it."""
        if project is None:
            return None
        self._titles.setdefault(project, title)
        if project not in self._found:
            try:
                self._found[project] = self._get(project)
            except NoReply:
                raise Stopped(_("The server no longer answers.")) from None
        return self._found[project]

    def there(self, project: str | None) -> None:
        """A chat of that project is on the server already, wherever the person keeps it now."""
        if project is not None and project not in self._found and self._server is not None:
            folder = self._again(project)
            if folder is not None:
                self._found[project] = folder.id

    def receipts(self) -> Iterator[Receipt]:
        """One for each project, in the order of the archive."""
        for key in {**self._projects, **self._found}:
            folder = self._found.get(key)
            if folder is None:
                losses = (Loss("project-info-left-out", (key,)),)
                yield Receipt(item="project", source=key, outcome="left-out", losses=losses)
            else:
                made = key in self._made
                yield Receipt(
                    item="project", source=key, target=folder, outcome="written" if made else "there"
                )

    def _get(self, project: str) -> str | None:
        if self._server is None:
            self._made.add(project)
            return folder_id(project)
        folder = self._again(project)
        if folder is None:
            if self._list is None:
                return None
            return self._make(self._server, project)
        return folder.id

    def _again(self, project: str) -> Folder | None:
        """The folder that was made for a project in an earlier run, or one of the person's own of that name."""
        self._ask()
        noted, key = self._arrivals.remote(source_id(project)), source_id(project)
        name = self._name(project)
        for folder in self._list or ():
            if folder.id == noted or self._sources.get(folder.id) == key:
                return folder
        for folder in self._list or ():
            if folder.name.lower() == name.lower() and folder.id not in self._sources:
                self._sources[folder.id] = key
                return folder
        return None

    def _ask(self) -> None:
        if self._known or self._server is None:
            return
        self._list = self._server.folders()
        for folder in self._list or ():
            source = self._server.folder_source(folder)
            if source is not None:
                self._sources[folder.id] = source
        self._known = True
        if self._list is None:
            self._report(
                Problem(
                    kind="no-folders",
                    where="",
                    what=_("This account may have no folders on the server; the chats go without."),
                )
            )

    def _make(self, server: Server, project: str) -> str | None:
        document: dict[str, Any] = {
            "name": self._free(self._name(project)),
            "meta": {"source_id": source_id(project)},
        }
        about = self._projects.get(project)
        if about is not None and about.instructions:
            document["data"] = {"system_prompt": clean(about.instructions)}
        made: str | None = None
        try:
            reply = server.make_folder(document)
            if reply.status != 400:  # 400: one of that name is there after all
                made = folder_made(checked(reply))
        except NoReply:
            server.client.pause(2.0)
        if made is None:
            self._known = False
            folder = self._again(project)
            made = folder.id if folder is not None else None
        if made is None:
            raise Stopped(_("The server did not make a folder for a project."))
        self._made.add(project)
        self._sources[made] = source_id(project)
        self._list = [*(self._list or ()), Folder(id=made, name=document["name"])]
        self._arrivals.note({source_id(project): made})
        return made

    def _name(self, project: str) -> str:
        about = self._projects.get(project)
        called = (about.name if about is not None else None) or self._names.get(project)
        called = called or (unnamed(self._titles[project]) if self._titles.get(project) else project)
        return " ".join(clean(called).split()) or source_id(project)

    def _free(self, name: str) -> str:
        """A name that no other folder has: the server wants them all different, whatever their case."""
        taken = {folder.name.lower() for folder in self._list or ()}
        tried, number = name, 1
        while tried.lower() in taken:
            number += 1
            tried = f"{name} ({number})"
        return tried

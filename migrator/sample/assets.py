"""Files that belong to conversations: what they are called in each generation, and their bytes."""

from __future__ import annotations

import zlib
from typing import Literal, NamedTuple

from migrator.sample import papers, pictures, sound, webp

Place = Literal["upload", "made", "voice", "screen", "sandbox"]


class Asset(NamedTuple):
    """One file. `id` is the vendor's; `place` says how it came about; `luck` (0 to 1) decides whether it survives.

    `motif` names the picture, is the number of the tune, or the text of a pasted file; for other files the extension of `name` says what they are.
    """

    id: str
    name: str
    motif: str
    place: Place
    conversation: str
    message: str
    created: float
    luck: float
    uuid: str
    prompt: str | None = None

    @property
    def extension(self) -> str:
        """The ending of the name, without the dot, in lower case."""
        return self.name.rsplit(".", 1)[-1].lower()

    @property
    def media_type(self) -> str:
        """What the bytes are."""
        return papers.MEDIA_TYPES.get(self.extension, "application/octet-stream")

    @property
    def pointer(self) -> str:
        """How a message names it: the scheme changed with the form of the ids."""
        return f"sediment://{self.id}" if self.id.startswith("file_") else f"file-service://{self.id}"

    @property
    def lost(self) -> bool:
        """Expired or removed before any export was made."""
        return self.luck < 0.05

    @property
    def size(self) -> int:
        """How many bytes it has."""
        if self.extension == "wav":
            return sound.wav_size(int(self.motif), self.id)
        if self.extension == "png":
            return pictures.png_size(self.motif, self._label)
        if self.extension == "webp":
            return webp.webp_size(self.motif, self.id)
        return len(self.data())

    def data(self) -> bytes:
        """Its bytes."""
        if self.extension == "wav":
            return sound.wav(int(self.motif), self.id)
        if self.extension == "png":
            return pictures.png(self.motif, self._label)
        if self.extension == "webp":
            return webp.webp(self.motif, self.id)
        if self.extension == "txt" and self.motif:
            return f"{self.motif}\n\n{self.id}\n".encode()
        return papers.paper(self.extension, self._label)

    @property
    def _label(self) -> str:
        """What makes the bytes its own, and their number, too: two files of one name and size would be one file."""
        return self.id + "." * (zlib.crc32(self.id.encode("ascii")) % 499)

    def classic_path(self, owner: str) -> str:
        """Where generations A to C keep it; `owner` is the id of the account."""
        if self.place == "voice":
            return f"{self.conversation}/audio/{self.id}-{self.uuid}.wav"
        if self.place == "made":
            folder = "dalle-generations" if self.extension == "webp" else owner
            return f"{folder}/{self.id}-{self.uuid}.{self.extension}"
        return f"{self.id}-{self.name}"

    def map_name(self) -> str:
        """What the asset map of generation D calls it."""
        if self.place == "voice":
            return f"{self.conversation}/audio/{self.uuid}.wav"
        if self.extension == "webp":
            return f"dalle-generations/{self.uuid}.webp"
        return self.uuid if self.place in {"screen", "made"} else self.name

    @property
    def measure(self) -> tuple[int, int]:
        """Width and height of a picture, in pixels."""
        return (120, 80) if self.extension == "webp" else (240, 160)

"""Page tokens: opaque, good for one list only, and for the parameters it was begun with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .problems import bad_request


class Pages:
    """What is left of every list that was begun. A token stays good: asking for a page again is no error."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[object, list[Any], object]] = {}

    def page(
        self, params: dict[str, Any], method: str, most: int, everything: Callable[[], list[Any]], at: object = None
    ) -> Page:
        """The page that is asked for; `everything` is called for the first one only.

        `at` is remembered from the first page: a cursor must not skip what changes between the pages.
        """
        begun = (method, repr(sorted((k, v) for k, v in params.items() if k not in ("pageToken", "maxResults"))))
        token = params.get("pageToken")
        if token is None:
            items = everything()
        elif self._left.get(token, ("",))[0] == begun:
            _, items, at = self._left[token]
        else:
            raise bad_request("Invalid pageToken", reason="invalidArgument", parameter="pageToken")
        rest = items[most:]
        following = ""
        if rest:
            following = f"{(len(self._left) + 1) * 104_729:020d}"
            self._left[following] = (begun, rest, at)
        return Page(items[:most], following, len(items), at)


class Page:
    """`following` is the token of the next page, empty on the last."""

    def __init__(self, items: list[Any], following: str, estimate: int, at: object) -> None:
        self.items, self.following, self.estimate, self.at = items, following, estimate, at

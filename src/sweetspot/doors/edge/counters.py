"""What the tracker counts about itself, and how a Prometheus server reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counters:
    """Numbers since the process started; `recorded` by class of click."""

    recorded: Counter[str] = field(default_factory=Counter)
    unrecorded: int = 0
    unknown: int = 0
    paused: int = 0
    commits: int = 0
    waiting: int = 0

    def exposition(self, *, links: int, ready: bool) -> str:
        """All numbers in the text form that Prometheus reads."""
        return "".join(f"{line}\n" for line in self._lines(links, ready))

    def _lines(self, links: int, ready: bool) -> Iterator[str]:
        yield "# TYPE clicks_recorded_total counter"
        for kind in ("person", "preview", "bot", "suspect"):
            yield f'clicks_recorded_total{{kind="{kind}"}} {self.recorded[kind]}'
        for name, kind, value in (
            ("clicks_unrecorded_total", "counter", self.unrecorded),
            ("links_unknown_total", "counter", self.unknown),
            ("links_paused_total", "counter", self.paused),
            ("click_commits_total", "counter", self.commits),
            ("requests_waiting", "gauge", self.waiting),
            ("links", "gauge", links),
            ("ready", "gauge", int(ready)),
        ):
            yield f"# TYPE {name} {kind}"
            yield f"{name} {value}"

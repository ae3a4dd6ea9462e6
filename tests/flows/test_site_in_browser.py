"""The site in a real browser: nothing is refused or missing, the search finds, and without scripts the list is whole.

Driven by the browser's own `--dump-dom`, so no driver has to fit its version.
"""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from config.settings import Settings
from flows.publishing import publish_site
from flows.site_server import make_server
from tests.warehouse.samples import NOW, SPECS, prepare, reading, record, trade, visa
from warehouse.connection import open_warehouse

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine: apt-get install chromium")
SENTENCE = "За 2025 год торговля двух стран составила 611 million dollars, сообщило ведомство."


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    with open_warehouse(folder / "figures.duckdb") as con:
        prepare(con)
        record(
            con,
            reading("https://steppe.example/a", trade("611", sentence=SENTENCE)),
            reading("https://caspian.example/b", trade("547", 2024), visa("signed", NOW.date())),
        )
        publish_site(con, SPECS, (), folder / "site", NOW)
    return folder / "site"


@pytest.fixture(scope="module")
def address(site) -> Iterator[str]:
    with make_server(Settings(config_dir=Path("config"), data_dir=site.parent), 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browse(tmp_path_factory):
    """Load an address and return the page as it then is, and what the console says."""
    profile = tmp_path_factory.mktemp("profile")

    def load(url: str, *options: str) -> tuple["_Dom", list[str]]:
        command = [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", f"--user-data-dir={profile}", "--enable-logging=stderr",
            "--virtual-time-budget=5000", *options, "--dump-dom", url,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return _Dom(done.stdout), re.findall(r"CONSOLE[^\]]*\] (.*)", done.stderr)

    return load


class _Dom(HTMLParser):
    """The list items of all changes that are shown, and whether the search is."""

    def __init__(self, html: str):
        super().__init__()
        self.html = html
        self.items = self.shown = 0
        self.has_search = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "li" and (given.get("id") or "").startswith("c"):
            self.items += 1
            self.shown += "hidden" not in given
        if tag == "search":
            self.has_search = "hidden" not in given


def test_pages_load_with_nothing_on_the_console_and_charts_are_there(site, address, browse):
    (change, *_) = sorted((site / "changes").iterdir())
    for path in ("", f"changes/{change.name}", "indicators/az.trade_turnover.html"):
        dom, console = browse(f"{address}/{path}")
        assert console == [], path
        assert "<h1" in dom.html
    (chart,) = re.findall(r'<img src="\.\./(charts/[^"]+)"', dom.html)
    assert httpx.get(f"{address}/{chart}").headers["content-type"] == "image/svg+xml"


def test_what_the_policy_refuses_does_show_on_the_console(site, address, browse):
    html = (site / "index.html").read_text(encoding="utf-8")
    (site / "broken.html").write_text(html.replace("</main>", "<script>1</script></main>"))
    (line,) = browse(f"{address}/broken.html")[1]
    assert "Content Security Policy" in line


@pytest.mark.parametrize(("typed", "found"), [("ТОРГОВЛИ стран", 1), ("trade 547", 1), ("nothing such", 0)])
def test_the_search_finds(address, browse, typed, found):
    dom, console = browse(f"{address}/changes.html?q={typed}")
    assert (console, dom.has_search, dom.items, dom.shown) == ([], True, 3, found)


def test_without_scripts_the_list_is_whole_and_no_search_is_offered(site):
    dom = _Dom((site / "changes.html").read_text(encoding="utf-8"))
    assert (dom.has_search, dom.items, dom.shown) == (False, 3, 3)


def test_opened_as_a_file_the_list_is_whole(site, browse):
    dom, _ = browse((site / "changes.html").as_uri())
    assert (dom.has_search, dom.items, dom.shown) == (False, 3, 3)

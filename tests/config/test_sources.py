"""The list of sources as it is shipped, and as an owner may spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

import config
from config.load import ConfigError
from config.sources import load_sources
from extractors.links import clean_address

SHIPPED = Path(config.__file__).parent / "sources.yaml"
ONE = """
- id: vestnik
  outlet: Вестник
  url: https://vestnik.example/rss
  kind: feed
  lang: ru
  tier: media
  relations: [eu]
  verified: false
  note: test
"""


def test_the_shipped_sources_cover_both_relations_in_every_language_and_tier():
    sources = load_sources(SHIPPED)
    assert len(sources) >= 30
    covered = {(relation, source.lang) for source in sources for relation in source.relations}
    assert covered == {(relation, lang) for relation in ("eu", "az") for lang in ("ru", "en", "kk", "az")}
    assert {source.tier for source in sources} == {"official", "agency", "media"}
    assert all(source.note for source in sources)


def test_every_shipped_address_is_already_in_the_form_in_which_it_is_fetched():
    for source in load_sources(SHIPPED):
        assert clean_address(source.url, source.url) == source.url


SPOILT = {
    "the same id": (ONE + ONE.replace("/rss", "/feed"), "id 'vestnik' stands 2 times"),
    "the same address": (
        ONE + ONE.replace("id: vestnik", "id: other"),
        "url 'https://vestnik.example/rss' stands 2 times",
    ),
    "no source": ("[]", "no sources"),
    "another scheme": (ONE.replace("https:", "ftp:"), "url"),
    "a password": (ONE.replace("vestnik.example", "me:secret@vestnik.example"), "url"),
    "an unknown language": (ONE.replace("lang: ru", "lang: fr"), "lang"),
    "an unknown kind": (ONE.replace("kind: feed", "kind: page"), "kind"),
    "no relation": (ONE.replace("[eu]", "[]"), "relations"),
    "an unknown key": (ONE + "  interval: 5\n", "interval"),
    "a capital id": (ONE.replace("id: vestnik", "id: Vestnik"), "id"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_list_is_an_error_that_names_what_is_wrong(name, tmp_path):
    text, message = SPOILT[name]
    path = tmp_path / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_sources(path)

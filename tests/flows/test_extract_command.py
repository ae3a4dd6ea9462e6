"""``figurewatch extract`` for people: what it accepts, what it says it cannot read, what it shows."""

import io
import sys

import pytest

from config.settings import Settings
from extractors.errors import FigurewatchError
from flows.extract_command import extract_texts

TEXT = "Экспорт вырос на 5 % до 3 млрд долларов. Поставки идут рейсом 117 с утра до вечера."
TURKISH = "Ocak 2024: ticaret yüzde 5 arttı ve 3 milyar liraya ulaştı."


def extract(*inputs, lang=None, as_page=False):
    extract_texts(inputs, Settings(), lang=lang, published=None, as_page=as_page)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "utf-16"])
def test_a_file_is_read_in_the_encoding_it_is_in(encoding, tmp_path, capsys):
    file = tmp_path / "news.txt"
    file.write_bytes(TEXT.encode(encoding))
    extract(str(file))
    shown = capsys.readouterr().out
    assert "млрд долларов" in shown
    assert "3,000,000,000" in shown


@pytest.mark.parametrize("as_page", [False, True])
def test_what_was_read_and_why_a_number_was_left_out_are_shown(as_page, tmp_path, capsys):
    file = tmp_path / "news.txt"
    file.write_text(TEXT, encoding="utf-8")
    extract(str(file), as_page=as_page)
    shown = capsys.readouterr().out
    assert "growth" in shown
    assert "a labelled number" in shown
    assert ('<mark title="5 percent rise growth">5 %</mark>' in shown) == as_page


def test_a_language_that_is_only_a_lexicon_gives_figures(tmp_path, capsys):
    file = tmp_path / "haber.txt"
    file.write_text(TURKISH, encoding="utf-8")
    extract(str(file), lang="tr")
    shown = capsys.readouterr().out
    assert "TRY" in shown
    assert "part of a date or period" in shown


def test_a_language_that_nobody_described_is_bad_usage(tmp_path):
    with pytest.raises(FigurewatchError, match="--lang fr: the languages are az, en, kk, ru, tr") as found:
        extract(str(tmp_path / "absent.txt"), lang="fr")
    assert found.value.exit_code == 2


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_nothing_on_standard_input_is_said(data, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    with pytest.raises(FigurewatchError, match="standard input: is empty"):
        extract()


def test_a_file_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0" + bytes(range(256)) * 4)
    with pytest.raises(FigurewatchError, match="is no text in an encoding of the four languages"):
        extract(str(file))

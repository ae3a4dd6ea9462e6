from tests.newsroom.observations import COMMAND, find_differences, load_expected, read_newsroom


def test_the_newsroom_is_read_as_it_was_when_somebody_last_looked():
    differences = find_differences(load_expected(), read_newsroom())
    assert not differences, "\n".join([*differences, f"when that is meant: {COMMAND}"])


def test_a_figure_that_is_read_otherwise_is_shown_with_its_page():
    old = [(1, "a/b", "titr.cargo level 4100000 2025 newer")]
    new = [(1, "a/b", "titr.cargo level 4100000 2025 confirms")]
    assert find_differences(old, new) == [
        "+ day 1 a/b: titr.cargo level 4100000 2025 confirms",
        "- day 1 a/b: titr.cargo level 4100000 2025 newer",
    ]
    assert find_differences(new, new) == []

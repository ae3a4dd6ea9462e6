"""Who tells a change: originals, copies, the same outlet again, and who does not say it any more."""

from tests.warehouse.samples import HOUR, NOW, reading, record, trade
from warehouse.tellings import Part, select_tellings

RELEASE = (
    "The two ministries met on Tuesday and spoke of railways, ports, grain, oil and the road ahead of both economies. "
    "In 2025 the trade of the two countries came to 611 million dollars in all. "
    "The next meeting of the commission will be held in autumn, the participants agreed after a long afternoon."
)
SPOKEN = "He said that goods for 611 million dollars were sold in all."
OWN = (
    "A diplomat who is leaving his post looks back on four winters, two pandemics and one very long border queue. "
    "He said that goods for 611 million dollars were sold in all. What he will miss most, he told us, is the steppe."
)
PORTAL = (
    "Exporters of flour, beef and sunflower oil gathered in Aktau this week for their fair by the sea. One stand "
    "showed a chart: {} million dollars. Visitors could taste camel milk, and a prize went to the best bread of all."
)


def test_copies_name_their_original_and_an_article_that_was_edited_is_gone(con):
    told = trade("611")
    record(
        con,
        reading("https://agency.example/1", told, text=RELEASE),
        reading("https://paper.example/1", told, text=RELEASE, published=NOW + HOUR),
        reading("https://agency.example/2", trade("611", sentence=SPOKEN), text=OWN, published=NOW + 200 * HOUR),
        reading("https://portal.example/1", trade("611"), text=PORTAL.format(611), published=NOW + 300 * HOUR),
    )  # fmt: skip
    record(
        con,
        reading("https://portal.example/1", trade("650"), text=PORTAL.format(650), published=NOW + 300 * HOUR),
        now=NOW + 4 * HOUR,
    )
    first = next(told for told in select_tellings(con).values() if len(told) > 1)
    assert [(each.evidence.url.split("/")[2], each.part, each.copy_of) for each in first] == [
        ("agency.example", Part.SOURCE, ""),
        ("paper.example", Part.COPY, "agency.example"),
        ("agency.example", Part.AGAIN, ""),
        ("portal.example", Part.GONE, ""),
    ]

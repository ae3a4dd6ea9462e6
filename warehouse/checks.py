"""Looks after each run whether the warehouse still makes sense: statements of ``checks/``, one file each.

A check selects the rows that should not be there, as ``what``. ``fail_…`` finds what no run may leave behind: a defect
of the program or of the disk. ``warn_…`` finds what a person should look at. Nothing is mended here.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.rows import CheckLevel
from warehouse.statements import insert, run, select
from warehouse.transactions import transaction
from warehouse.views import CheckResult

if TYPE_CHECKING:
    import duckdb

FOLDER = Path(__file__).parent / "checks"
MOST_EXAMPLES = 3


def run_checks(con: duckdb.DuckDBPyConnection) -> tuple[CheckResult, ...]:
    """Return what every check finds, in the order of their names."""
    results = []
    for name, text in load_checks().items():
        found = [str(what) for (what,) in con.execute(text).fetchall()]
        level, _, title = name.partition("_")
        results.append(CheckResult(title, CheckLevel(level), len(found), tuple(sorted(found)[:MOST_EXAMPLES])))
    return tuple(results)


def record_checks(con: duckdb.DuckDBPyConnection, run_id: str, now: dt.datetime) -> tuple[CheckResult, ...]:
    """Run the checks, record what they find under ``run_id``, and return it.

    What was found stays on record; that nothing was is kept of the last run only.
    """
    results = run_checks(con)
    rows = [
        {
            "run_id": run_id,
            "name": result.name,
            "level": result.level,
            "found": result.found,
            "examples": result.examples,
            "recorded": now,
        }
        for result in results
    ]
    with transaction(con):
        run(con, "delete_check_results")
        insert(con, "insert_check_results", rows)
    return results


def select_last_checks(con: duckdb.DuckDBPyConnection) -> tuple[CheckResult, ...]:
    """Return what the checks found last; nothing before they ran."""
    return tuple(
        CheckResult(row["name"], CheckLevel(row["level"]), row["found"], tuple(row["examples"]))
        for row in select(con, "select_last_checks")
    )


@cache
def load_checks() -> dict[str, str]:
    """Return the text of every check by its name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))}

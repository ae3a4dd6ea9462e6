import datetime as dt

from tests.warehouse.samples import NOW
from warehouse.connection import open_warehouse
from warehouse.hosts import record_holds, select_holds


def test_a_pause_is_known_in_the_next_run_until_it_is_over(path):
    with open_warehouse(path) as con:
        record_holds(con, {"a.example": 90.0, "b.example": 7200.0}, NOW)
    with open_warehouse(path) as con:
        assert select_holds(con, NOW + dt.timedelta(hours=1)) == {"b.example": 3600.0}


def test_what_a_run_leaves_replaces_what_it_found(path):
    with open_warehouse(path) as con:
        record_holds(con, {"a.example": 90.0}, NOW)
        record_holds(con, {}, NOW)
        assert select_holds(con, NOW) == {}

"""The ledger: one line an act, sealed once into a chain that shows every later change."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from hotich.ledger.actions import note_reading, record, seal
from hotich.ledger.models import Line, Reading
from hotich.ledger.queries import of_subject, verify
from tests.province import Province, at_once, sql


def write(count: int, subject: str = "test:1") -> list[Line]:
    with transaction.atomic():
        return [
            record(actor="system", verb="try", subject=subject, detail={"n": n})
            for n in range(count)
        ]


def seal_all() -> None:
    while seal():
        pass


def tamper(statement: str, *values: object) -> None:
    """Change the table as its owner can who takes the guard away and puts it back."""
    sql("ALTER TABLE ledger_line DISABLE TRIGGER USER")
    sql(statement, *values)
    sql("ALTER TABLE ledger_line ENABLE TRIGGER USER")


def test_it_works(db: None) -> None:
    seal_all()
    before = verify()
    lines = write(3)
    assert verify().unsealed == 3
    assert seal() == 3
    proof = verify()
    assert (proof.sealed, proof.unsealed) == (before.sealed + 3, 0)
    assert proof.broken_at is None
    last = Line.objects.get(pk=lines[2].pk)
    assert proof.head == last.hash != before.head
    assert last.prev == Line.objects.get(pk=lines[1].pk).hash


@pytest.mark.usefixtures("committed")
def test_a_line_outside_of_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(actor="system", verb="try", subject="test:1")
    assert not Line.objects.filter(subject="test:1").exists()


def test_a_line_goes_with_its_act(db: None) -> None:
    with transaction.atomic():
        record(actor="system", verb="try", subject="test:gone")
        transaction.set_rollback(True)
    assert not of_subject("test:gone").exists()


def test_sealing_twice_changes_nothing(db: None) -> None:
    write(2)
    seal_all()
    before = list(Line.objects.values_list("pk", "seq", "prev", "hash"))
    assert seal() == 0
    assert list(Line.objects.values_list("pk", "seq", "prev", "hash")) == before


def test_sealing_goes_on_where_a_limit_stopped_it(db: None) -> None:
    seal_all()
    write(5)
    assert [seal(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert verify().broken_at is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_line SET actor = 'user:1' WHERE id = %s",
        "UPDATE ledger_line SET detail = '{}' WHERE id = %s",
        "UPDATE ledger_line SET seq = NULL, prev = NULL, hash = NULL WHERE id = %s",
        "DELETE FROM ledger_line WHERE id = %s",
        "TRUNCATE ledger_line",
    ],
)
@pytest.mark.parametrize("sealed", [True, False])
def test_the_database_refuses_every_change(db: None, statement: str, sealed: bool) -> None:
    (line,) = write(1)
    if sealed:
        seal_all()
    elif "seq = NULL" in statement:
        statement = "UPDATE ledger_line SET verb = 'no' WHERE id = %s"
    with pytest.raises(DatabaseError, match="append-only"):
        sql(statement, *[line.pk] * statement.count("%s"))
    assert Line.objects.get(pk=line.pk).detail == {"n": 0}


def test_a_line_cannot_be_changed_while_it_is_sealed(db: None) -> None:
    (line,) = write(1)
    with pytest.raises(DatabaseError, match="append-only"):
        sql(
            "UPDATE ledger_line SET seq = 99999999, prev = 'x', hash = 'y', actor = 'user:1'"
            " WHERE id = %s",
            line.pk,
        )


def test_a_line_cannot_be_added_as_sealed_or_sealed_by_half(db: None) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Line.objects.create(actor="a", verb="v", subject="s", seq=99999999, prev="p", hash="h")
    (line,) = write(1)
    with pytest.raises(IntegrityError, match="line_sealed_whole"):
        sql("UPDATE ledger_line SET seq = 99999999 WHERE id = %s", line.pk)


@pytest.mark.parametrize(
    "statement", ["UPDATE {0} SET what = 'x'", "DELETE FROM {0}", "TRUNCATE {0}"]
)
def test_a_reading_stays(db: None, statement: str) -> None:
    note_reading(actor="user:1", what="image", subject="entry:1")
    with pytest.raises(DatabaseError, match="keeps what was written"):
        sql(statement.format("ledger_reading"))
    assert Reading.objects.filter(actor="user:1", what="image", subject="entry:1").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_line SET actor = 'user:999' WHERE id = %s",
        "UPDATE ledger_line SET at = at + interval '1 microsecond' WHERE id = %s",
        "UPDATE ledger_line SET verb = 'other' WHERE id = %s",
        "UPDATE ledger_line SET subject = 'test:2' WHERE id = %s",
        "UPDATE ledger_line SET unit = '7' WHERE id = %s",
        """UPDATE ledger_line SET detail = '{"n": 7}' WHERE id = %s""",
        "UPDATE ledger_line SET hash = repeat('0', 64) WHERE id = %s",
        "DELETE FROM ledger_line WHERE id = %s",
    ],
)
def test_a_tampered_line_is_found(db: None, change: str) -> None:
    lines = write(3)
    seal_all()
    middle = Line.objects.get(pk=lines[1].pk)
    tamper(change, middle.pk)
    assert verify().broken_at == middle.seq


def test_a_rewritten_tail_changes_the_head(db: None) -> None:
    lines = write(2)
    seal_all()
    head = verify().head
    tamper("DELETE FROM ledger_line WHERE id = %s", lines[1].pk)
    write(1)
    seal_all()
    assert verify().broken_at is None
    assert verify().head != head


def test_two_sealers_at_once_make_one_chain(committed: Province) -> None:
    seal_all()
    before = verify().sealed
    write(40)
    done = at_once(*[lambda: seal(limit=7)] * 4)
    assert all(isinstance(n, int) for n in done), done
    seal_all()
    proof = verify()
    assert (proof.sealed - before, proof.unsealed, proof.broken_at) == (40, 0, None)


def test_acts_at_once_with_a_sealer_lose_no_line(committed: Province) -> None:
    seal_all()
    before = verify().sealed
    done = at_once(*[lambda: write(10, "test:busy")] * 3, seal, seal, seal)
    assert not [error for error in done if isinstance(error, Exception)]
    seal_all()
    assert (verify().sealed - before, verify().broken_at) == (30, None)

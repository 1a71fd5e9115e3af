"""What DATABASE_URL says reaches Django whole."""

from hotich.config.settings import _database


def test_it_works() -> None:
    found = _database("postgresql://nam:x@may-chu:5433/ho_tich")
    named = {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {
        "NAME": "ho_tich",
        "USER": "nam",
        "PASSWORD": "x",
        "HOST": "may-chu",
        "PORT": "5433",
    }
    assert found["OPTIONS"] == {}


def test_wishes_about_encryption_are_kept() -> None:
    found = _database("postgresql://nam@may-chu/ho_tich?sslmode=verify-full&sslrootcert=ca.pem")
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "ca.pem"}

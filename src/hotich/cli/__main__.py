"""Read the command line and run one command; a refusal is two sentences and exit code 1."""

import argparse
import importlib
import os
import sys

from hotich import __version__
from hotich.config.home import enter_demo
from hotich.rules.errors import Refused

COMMANDS = {
    "demo": "chạy thử trọn một quyển rồi mở trang web / work one book all the way, then serve it",
    "serve": "chạy máy chủ / run the server",
    "check": "xem máy có đủ những gì cần / say what is there and what is missing",
    "test": "chạy mọi bài thử / run every test",
    "samples": "vẽ sổ mẫu / draw sample registers",
    "units": "đơn vị hành chính: nhập, thay đổi, xem / administrative units: import, change, list",
    "keying": "nhập liệu: sổ mẫu để nhập thử, giả lập / practice samples, simulated keyers",
    "rules": "in các quy tắc ra tệp / write the rules out",
    "packages": "ghi, đọc, kiểm gói / write, read, check packages",
    "people": "tài khoản: quản trị đầu tiên, mở, nhập tệp / accounts: first, one, by file",
    "ledger": "sổ cái: kiểm chuỗi, niêm / the ledger: verify, seal",
    "access": "ai đã xem gì / who saw what",
    "bench": "đo / measure",
    "worker": "chạy việc nền / run background jobs",
    "sandbox": "máy thử thay cơ sở dữ liệu của Bộ / the stand-in for the ministry's database",
    "manage": "lệnh của Django / Django's own commands",
}


def main(arguments: list[str]) -> int:
    """Run ``hotich ARGUMENTS`` and return the exit code; ``--demo`` first: on the demo's data."""
    if arguments[:1] == ["--demo"]:
        arguments = arguments[1:]
        os.environ["HOTICH_HOME"] = str(enter_demo())
    parser = argparse.ArgumentParser(prog="hotich", description="Sổ hộ tịch, từ giá sổ đến Bộ.")
    parser.add_argument(
        "--demo", action="store_true", help="on the demo's data / trên dữ liệu demo"
    )
    parser.add_argument("--version", action="version", version=f"hotich {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in COMMANDS.items():
        commands.add_parser(name, help=text, add_help=False)
    chosen = parser.parse_args(arguments[:1]).command
    command = importlib.import_module(f"hotich.cli.{chosen}")
    own = argparse.ArgumentParser(prog=f"hotich {chosen}", description=COMMANDS[chosen])
    command.add_arguments(own)
    try:
        code: int = command.run(own.parse_args(arguments[1:]))
    except Refused as why:
        print(f"hotich: {why.text('vi')}\nhotich: {why.text('en')}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader had enough: `hotich packages read … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

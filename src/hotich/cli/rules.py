"""Write the rules out: for the browser, for officials, for the repository; needs no database."""

import argparse
from pathlib import Path

from hotich.config.home import CHECKOUT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True)
    export = commands.add_parser("export", help="rules.json and rules.html")
    export.add_argument("dir", type=Path, nargs="?", help="where to; default: this folder")
    export.add_argument("--docs", action="store_true", help="write docs/rules.md of this checkout")


def run(options: argparse.Namespace) -> int:
    from hotich.rules import export
    from hotich.rules.export.page import as_html
    from hotich.rules.export.summary import as_markdown

    files: dict[Path, str] = {}
    if options.docs:
        files[CHECKOUT / "docs" / "rules.md"] = as_markdown()
    if options.dir or not options.docs:
        folder, content = options.dir or Path(), export.tables()
        files[folder / "rules.json"] = export.as_json(content)
        files[folder / "rules.html"] = as_html(content)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
    return 0

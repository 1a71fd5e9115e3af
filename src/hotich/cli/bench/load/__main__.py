"""python -m hotich.cli.bench.load PLAN.json: put load on a server; the last line is JSON.

The plan says where the server is, who signs in, what is typed, and which ``phase`` is wanted:
"day" (everything a busy day brings at once) or "rates" (batches of keyings against bare inserts).
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from hotich.cli.bench.load import day, rates


def main(plan: dict[str, Any]) -> dict[str, Any]:
    phase = {"day": day.run, "rates": rates.run}[plan["phase"]]
    return asyncio.run(phase(plan))


if __name__ == "__main__":
    print(json.dumps(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))

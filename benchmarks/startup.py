"""How long the command takes beside what it cannot do without: ratios of whole processes, interleaved in one run."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
ELIGO = [sys.executable, "-m", "eligo"]
TRIAL = "protocols/nct06676631/1.0.criteria"

# (what, command, whether the trial is edited before, yardstick, highest ratio wanted)
MEASURES = (
    ("eligo --help", [*ELIGO, "--help"], False, "import click", 1.5),
    ("eligo check, as it was", [*ELIGO, "check", TRIAL], False, "import lark", 2.5),
    ("eligo check, edited", [*ELIGO, "check", TRIAL], True, "import lark", 2.5),
    ("eligo build, as it was", [*ELIGO, "build"], False, "import click", None),
    ("eligo build, one criterion edited", [*ELIGO, "build"], True, "import click", None),
)


def seconds(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def edit(trial: Path) -> None:
    """Change a limit there and back again."""
    text = trial.read_text(encoding="utf-8")
    new = text.replace("not significant ECG abnormality", "not  significant ECG abnormality")
    if new == text:
        new = text.replace("not  significant ECG abnormality", "not significant ECG abnormality")
    trial.write_text(new, encoding="utf-8")


def main(rounds: int = 15) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "project"
        shutil.copytree(ROOT / "protocols", folder / "protocols")
        environment = os.environ | {"ELIGO_CACHE": str(Path(scratch) / "cache")}
        seconds([*ELIGO, "build"], folder, environment)
        seconds([*ELIGO, "check"], folder, environment)
        for what, command, edited, code, wanted in MEASURES:
            pairs = []
            for _ in range(rounds):
                if edited:
                    edit(folder / TRIAL)
                own = seconds(command, folder, environment)
                pairs.append((own, seconds([sys.executable, "-c", code], folder, environment)))
            ratio = statistics.median(own / other for own, other in pairs)
            middle = statistics.median(own for own, _ in pairs) * 1000
            limit = f" (wanted: at most {wanted})" if wanted else ""
            print(f"{what}: {middle:.0f} ms, {ratio:.2f} x python -c {code!r}{limit}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)

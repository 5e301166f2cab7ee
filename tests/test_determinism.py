"""Same source, same bytes, whatever the hash seed, time zone, locale and working directory."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
VERSION = Path("generated/nct06676631/v1_0")


def eligo(
    *arguments: str, cwd: Path, cache: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    settings = {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTHONHASHSEED", "TZ", "LC_ALL", "LANG")
    }
    settings |= {"ELIGO_CACHE": str(cache), "PYTHONPATH": str(ROOT / "compiler")} | environment
    return subprocess.run(
        [sys.executable, "-m", "eligo", *arguments],
        cwd=cwd,
        env=settings,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def copy(to: Path, *composed: str) -> Path:
    """A project with the first trial and the named composed protocols: building all takes long."""
    for name in ("vocabulary", "nct06676631", *composed):
        shutil.copytree(ROOT / "protocols" / name, to / "protocols" / name)
    return to


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_bytes_do_not_depend_on_the_machine(tmp_path: Path) -> None:
    # One with tables from files and cohorts, one with a unit of analysis.
    composed = ("childhood-leukaemia", "macular-degeneration")
    first = copy(tmp_path / "first", *composed)
    second = copy(tmp_path / "second" / "deeper", *composed)
    one = eligo(
        "build", cwd=first, cache=tmp_path / "a", PYTHONHASHSEED="1", TZ="Asia/Shanghai", LC_ALL="C"
    )
    two = eligo(
        "build",
        cwd=second / "protocols" / "vocabulary",
        cache=tmp_path / "b",
        PYTHONHASHSEED="4242",
        TZ="America/St_Johns",
        LC_ALL="C.UTF-8",
    )
    assert one.returncode == 0, one.stdout + one.stderr
    assert two.returncode == 0, two.stdout + two.stderr
    for name in ("nct06676631", "childhood_leukaemia", "macular_degeneration"):
        version = Path("generated") / name / "v1_0"
        built = digests(first / version)
        wanted = {"criteria.py", "criteria.html", "criteria.md", "participant.schema.json"}
        assert wanted <= set(built)
        assert built == digests(second / version)
        assert built == digests(ROOT / version)


def test_an_edit_of_generated_files_is_noticed(tmp_path: Path) -> None:
    project = copy(tmp_path / "project")
    cache = tmp_path / "cache"
    assert eligo("build", cwd=project, cache=cache).returncode == 0
    assert eligo("build", "--check", cwd=project, cache=cache).returncode == 0
    page = project / VERSION / "criteria.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("2.0", "2.5", 1) + "\n", encoding="utf-8"
    )
    checked = eligo("build", "--check", cwd=project, cache=cache)
    assert checked.returncode == 1
    assert "criteria.md" in checked.stdout + checked.stderr


def test_a_changed_word_of_the_source_stops_the_build(tmp_path: Path) -> None:
    project = copy(tmp_path / "project")
    text = project / "protocols/nct06676631/registry.txt"
    words = text.read_text(encoding="utf-8")
    assert words.count("must have a 2-week interval") == 1
    text.write_text(words.replace("must have a 2-week", "must have a 3-week"), encoding="utf-8")
    built = eligo("build", cwd=project, cache=tmp_path / "cache")
    assert built.returncode == 1
    assert "3-week" in built.stdout + built.stderr
    assert "2-week" in built.stdout + built.stderr
    assert not (project / "generated").exists()


def modules(arguments: str, cwd: Path, cache: Path) -> set[str]:
    """The libraries that a command has imported when it ends."""
    code = (
        "import sys\n"
        "from eligo.cli import eligo\n"
        f"try: eligo({arguments.split()!r}, standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "print('loaded', *sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    environment = os.environ | {"ELIGO_CACHE": str(cache), "PYTHONPATH": str(ROOT / "compiler")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, env=environment, capture_output=True, text=True
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("loaded ")]
    assert lines, done.stdout + done.stderr
    return set(lines[-1].split()[1:])


def test_an_unchanged_build_imports_nothing_heavy(tmp_path: Path) -> None:
    project = copy(tmp_path / "project")
    cache = tmp_path / "cache"
    assert {"black", "jinja2", "lark"} <= modules("build", project, cache)
    assert not {"black", "jinja2", "lark", "pydantic"} & modules("build", project, cache)
    assert not {"black", "jinja2", "pydantic"} & modules("check", project, cache)

"""The validator of a protocol: the generated one where it is up to date, else one in memory."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from hashlib import sha256
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from eligo.cli.files import compiled, located, project_of, shown
from eligo.cli.trouble import MISTAKES, Trouble

if TYPE_CHECKING:
    from eligo import ir
    from eligo.project import Project

# Two names, because a package that was loaded from memory keeps its name for ever.
_NAME = "eligo_validator"
_IN_MEMORY = "eligo_validator_in_memory"


def validator(path: Path) -> ModuleType:
    """The generated package of a criteria file, imported."""
    from eligo.cache import build_name, kept_builds

    project = project_of(path)
    builds = kept_builds(project.root)
    for standalone in (False, True):
        name = build_name(project.shown(path), standalone)
        if builds.fresh(name):
            module = _imported(project.root / builds.each[name].target)
            if module is not None:
                return module
    return validator_of(protocol(path), project)


def protocol(path: Path) -> ir.Protocol:
    """The meaning of a criteria file; Trouble with its mistakes where it has some."""
    from eligo import report
    from eligo.cli.terminal import show

    compilation = compiled(path)
    if compilation.protocol is not None:
        return compilation.protocol
    name = shown(path)
    if not compilation.failed:
        raise Trouble(f"{name} is a vocabulary and has no criteria.", "Name a protocol.")
    found = located(compilation.diagnostics, path)
    show([each for each in found if each.is_error])
    said = report.summary(found, [name])
    raise Trouble(f"{said}.", f"Mend them first: eligo check {name}", MISTAKES)


def validator_of(compiled_protocol: ir.Protocol, project: Project) -> ModuleType:
    """The generated package where its recorded hashes are those of the sources, else a new one."""
    module = _imported(project.target(compiled_protocol.id, compiled_protocol.version))
    if module is not None and _up_to_date(module, compiled_protocol):
        return module
    from eligo.backends.python import load

    return load(generated(compiled_protocol, project), _IN_MEMORY)


def generated(compiled_protocol: ir.Protocol, project: Project) -> Mapping[str, str]:
    """The files of the package as they would be built."""
    from eligo.backends.python import emit
    from eligo.cache import Pieces

    pieces = Pieces(project.root)
    files = emit(compiled_protocol, cache=pieces)
    pieces.save(whole=False)
    return files


def _up_to_date(module: ModuleType, compiled_protocol: ir.Protocol) -> bool:
    from eligo import __version__

    identity = getattr(module, "IDENTITY", None)
    vocabularies = "".join(f"{source.digest()}\n" for source in compiled_protocol.vocabularies)
    return (
        getattr(identity, "source_sha256", "") == compiled_protocol.source.digest()
        and getattr(identity, "vocabularies_sha256", "")
        == sha256(vocabularies.encode()).hexdigest()
        and getattr(identity, "eligo_version", "") == __version__
    )


def _imported(folder: Path) -> ModuleType | None:
    """The package in a folder; None where there is none or it cannot be imported."""
    for name in [name for name in sys.modules if name == _NAME or name.startswith(f"{_NAME}.")]:
        del sys.modules[name]
    start = folder / "__init__.py"
    spec = util.spec_from_file_location(_NAME, start, submodule_search_locations=[str(folder)])
    if not start.is_file() or spec is None or spec.loader is None:
        return None
    module = util.module_from_spec(spec)
    sys.modules[_NAME] = module
    try:
        spec.loader.exec_module(module)
    except Exception:  # whatever is wrong with the file, it is not up to date
        del sys.modules[_NAME]
        return None
    return module

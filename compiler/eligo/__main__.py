"""Where the command starts."""

from __future__ import annotations


def main() -> None:
    from eligo.cli import eligo

    eligo(prog_name="eligo")


if __name__ == "__main__":
    main()

"""``python -m desk_app``, and the entry of the packaged program."""

from desk_app.cli import main

if __name__ == "__main__":
    main()

"""`python -m afterword` is the same as `afterword`."""

from afterword.cli.main import run

if __name__ == "__main__":
    run()

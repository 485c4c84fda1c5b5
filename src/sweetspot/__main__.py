"""`sweetspot` on the command line, and `python -m sweetspot`."""

from sweetspot.doors.cli.root import main

if __name__ == "__main__":
    main()

"""`python -m turtlebay`: the command line."""

from sim.faces.main import main

if __name__ == "__main__":
    main()

"""Makes the demo pictures.

    python3.11 -m venv venv
    venv/bin/pip install bpy==4.2.0 'numpy<2' scipy scikit-image pillow
    venv/bin/python make.py                 # all of them (about an hour on two cores)
    venv/bin/python make.py tesla-12 gti-05 # these
    DRAFT=.4 venv/bin/python make.py …      # small and rough, into the temporary folder

Photographs go to ../photos; intermediate files to <temporary folder>/forecourt-pictures.
logos.py makes the logos (needs Chromium for the PNGs)."""
import sys
import time

import scenes_cars
import scenes_more
import stage


def main():
    shots = {**scenes_cars.SHOTS, **scenes_more.SHOTS}
    names = sys.argv[1:] or sorted(shots)
    for name in names:
        start = time.time()
        stage.fresh()
        shots[name]()
        print(name, round(time.time() - start), "s", flush=True)


if __name__ == "__main__":
    main()
